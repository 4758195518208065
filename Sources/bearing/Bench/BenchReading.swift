import ArgumentParser
import Dispatch
import Foundation
import FoundationNetworking
import HTTPServer
import Logging
import Store
import Training

/// `bearing bench reading`: how long the dashboard's request for many long curves takes, from a database made for it.
struct BenchReading: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reading",
    abstract: "Time of GET /api/v1/metrics?points=1000 over many long runs, on a real server.")

  private static let requestCount = 10

  @Option(help: "Runs in the database, all of which are asked for.")
  var runs = 50

  @Option(help: "Series of each run.")
  var metrics = 5

  @Option(help: "Points of each series.")
  var points = 50_000

  @Option(help: "An empty data directory to make the database in, which stays. Default: a temporary one.")
  var data: String?

  @Option(help: "text or json.")
  var format = Bench.Format.text

  @OptionGroup var migrationsOption: MigrationsOption

  func validate() throws {
    for (name, value, range) in [
      ("--runs", runs, 1...1_000), ("--metrics", metrics, 1...100), ("--points", points, 10...10_000_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(name) must be from \(range.lowerBound) to \(range.upperBound), found \(value)")
    }
  }

  /// What is printed as JSON.
  struct Figures: Encodable {
    var insertPointsPerSecond: BenchDatabase.Rates
    /// The first request after the start, the file dropped from the kernel's cache.
    var coldRequestMs: Double
    var requestMs: Spread
    var responseBytes: Int
    var databaseBytes: Int
  }

  func run() throws {
    let figures = try measure()
    if format == .json { return try Bench.printJSON(figures) }
    let rates = figures.insertPointsPerSecond
    let fixed = { ProgressLine.fixed($0, 0) }
    print("insert, points per second: \(fixed(rates.all))")
    print("  first tenth \(fixed(rates.firstTenth)), last tenth \(fixed(rates.lastTenth))")
    print("request, ms: \(figures.requestMs.text(1)), median of \(Self.requestCount)")
    print("  the first, from a cold file: \(ProgressLine.fixed(figures.coldRequestMs, 1))")
    print("answer: \(figures.responseBytes) bytes; database: \(figures.databaseBytes) bytes")
  }

  private func measure() throws -> Figures {
    let folder = data.map(DataOptions.absolute) ?? Bench.temporaryFolder()
    defer { if data == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let log = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    let open = { try DataDirectory(folder, migrations: migrationsOption.migrations, log: log) }
    let database = BenchDatabase(runs: runs, metrics: metrics, points: points)
    let rates = try database.make(in: open())
    let path = folder + "/" + Store.fileName
    BenchDatabase.dropFromCache(path)

    // Its queue is never started: nothing trains beside the requests.
    let stack = try ServerStack(
      ServerStack.Settings(), on: open(), datasets: DatasetLibrary(roots: [], cacheFolder: folder + "/cache"),
      log: log)
    defer { stack.server.stop() }
    let request = try BenchRequest(stack.server.url + "/api/v1/metrics?" + database.query + "&points=1000")
    let (cold, bytes) = try request.send()
    let warm = try (0..<Self.requestCount).map { _ in try request.send().milliseconds }
    try stack.leave()
    return Figures(
      insertPointsPerSecond: rates, coldRequestMs: cold, requestMs: Spread(warm), responseBytes: bytes,
      databaseBytes: Bench.size(of: path))
  }
}

/// One GET request, timed from its sending to the last byte of its answer.
final class BenchRequest: @unchecked Sendable {
  private let url: URL
  private let session: URLSession
  private let arrived = DispatchSemaphore(value: 0)
  // Written before `arrived` is signalled, read after.
  private var outcome: (data: Data?, status: Int, error: (any Error)?) = (nil, 0, nil)

  init(_ address: String) throws {
    guard let url = URL(string: address) else { throw Failure("not a URL: \(address)") }
    self.url = url
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    session = URLSession(configuration: configuration)
  }

  /// - Throws: ``Failure`` for anything but a 200.
  func send() throws -> (milliseconds: Double, bytes: Int) {
    let time = ContinuousClock().measure {
      session.dataTask(with: url) { data, response, error in
        self.outcome = (data, (response as? HTTPURLResponse)?.statusCode ?? 0, error)
        self.arrived.signal()
      }.resume()
      arrived.wait()
    }
    guard outcome.status == 200, let data = outcome.data else {
      throw Failure("\(url): answered \(outcome.status)\(outcome.error.map { ", \($0)" } ?? "")")
    }
    return (time / .milliseconds(1), data.count)
  }
}
