import Formats
import Foundation
import HTTPServer
import Logging
import Training

/// Where a plan is carried out: on a server that somebody else runs, or in this process, by a server of its own on a port of
/// this machine that nobody has to know.
final class Workplace {
  let client: ServerClient
  /// The address that its jobs are seen at, while it lives.
  let address: String
  /// nil for somebody else's.
  let own: ServerStack?

  /// - Throws: why there is none, with what to type.
  init(
    server: String?, tokenFile: String?, _ dataOptions: DataOptions, webRoot: String?, threads: Int,
    workers: Int?, log: Logger
  ) throws {
    if let server {
      own = nil
      address = server
    } else {
      let directory = try DataDirectory(dataOptions, log: log)
      let stack = try ServerStack(
        ServerStack.Settings(webRoot: webRoot, threads: threads, workers: workers, sqlSeconds: 60),
        on: directory, datasets: dataOptions.datasetLibrary, log: log)
      own = stack
      address = "\(stack.server.url)"
    }
    client = try ServerClient(address, tokenFile: tokenFile)
  }

  /// Begins to train what is queued.
  func start() { own?.queue.start() }

  /// Rows of a SELECT.
  func ask(_ sql: String) throws -> [[JSONValue]] {
    let answer = try client.post("/api/v1/sql", ["query": .string(sql), "limit": 100_000])
    return (answer["rows"]?.array ?? []).map { $0.array ?? [] }
  }

  /// Interrupts what is under way; it goes on when the directory is next served.
  func leave() throws { try own?.leave() }
}
