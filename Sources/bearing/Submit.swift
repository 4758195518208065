import ArgumentParser
import Formats
import Foundation
import Tracking
import Training

/// `bearing submit CONFIG.json|PRESET`: sends a job, or a grid of jobs, to a server.
struct Submit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send a config to a server and, if asked, watch it.")

  @OptionGroup var source: ConfigSource

  @Option(
    name: .customLong("sweep"),
    help: ArgumentHelp(
      "Make a job of each value of a key, and of each combination with other keys; may be given again.",
      valueName: "key.path=value,value,..."))
  var sweeps: [String] = []

  @Option(help: "-100 to 100: jobs of a higher priority go first.")
  var priority: Int?

  @Option(help: "The server's address.")
  var server = "http://127.0.0.1:8080"

  @Option(help: "File with the server's token, if it wants one. Default: $BEARING_TOKEN_FILE.")
  var tokenFile: String?

  @Flag(help: "Stay and show the jobs' progress until they end.")
  var watch = false

  func run() throws {
    let client = try ServerClient(server, tokenFile: tokenFile)
    let answer = try client.post("/api/v1/jobs", request())
    let jobs = answer["jobs"]?.array ?? [answer]
    let ids = jobs.compactMap { $0["id"]?.integer }
    guard ids.count == jobs.count, !ids.isEmpty else { throw Failure("the server's answer has no job id") }
    let place = server.hasSuffix("/") ? String(server.dropLast()) : server
    for job in jobs {
      let runs = (job["runs"]?.array ?? []).compactMap { $0["id"]?.integer.map(String.init) }
      let name = jobs.count > 1 ? job["name"]?.string.map { " (\($0))" } ?? "" : ""
      print("job \(job["id"]?.integer ?? 0) is queued\(name): \(place)/?runs=\(runs.joined(separator: ","))")
    }
    guard watch else { return }
    var watch = JobWatch(client: client, ids: ids)
    try watch.run()
  }

  private func request() throws -> JSONValue {
    var request = try source.value()
    if let priority { request = request.overlaid(with: ["priority": .integer(priority)]) }
    for sweep in sweeps {
      let (key, text) = try ConfigSource.halves(of: sweep, option: "--sweep", example: "method=dfa,dkp")
      request = request.overlaid(with: ["sweep": [key: .array(ConfigArgument.values(in: text, for: key))]])
    }
    return request
  }
}
