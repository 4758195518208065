import Foundation
import GRDB
import Synchronization
import Tracking

@testable import Store

/// A store in a fresh directory that goes when the object goes.
final class TemporaryStore: Sendable {
  /// The migrations of this package.
  static let migrations = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("migrations").path

  let directory: String
  let store: Store
  private let trace: Trace

  /// - Parameter isTracing: whether to keep the SQL that is run, which costs more than running it.
  init(isTracing: Bool = false) throws {
    let directory = Self.newDirectory()
    let trace = Trace()
    self.directory = directory
    self.trace = trace
    // Rises by a second with each call.
    let seconds = Atomic(1_700_000_000)
    store = try Store.open(
      directory: directory, migrations: Self.migrations,
      now: { Double(seconds.add(1, ordering: .relaxed).newValue) + 0.25 },
      configuration: isTracing ? trace.configuration() : Store.configuration())
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// A path in the system's temporary directory that nobody uses.
  static func newDirectory() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("bearing-\(UUID().uuidString)").path
  }

  /// Opens the same file once more.
  func reopen() throws -> Store { try Store.open(directory: directory, migrations: Self.migrations) }

  /// Stores a job with some trials and gives it back.
  func job(
    _ name: String = "a job", experiment: String = "an experiment", method: String = "dkp", trials: Int = 1,
    tags: [String: String] = [:]
  ) throws -> Job {
    try store.insert(
      NewJob(
        name: name, experiment: experiment, tags: tags, method: method, network: "fc5",
        dataset: "fashion-mnist", config: #"{"epochs":4}"#, seeds: (1...trials).map(UInt64.init), steps: 4800,
        stepsPerEpoch: 1200))
  }

  /// Makes a series and stores its points.
  @discardableResult
  func series(
    _ metric: Metric, run: Int64, _ points: [(step: Int, value: Double)] = [], flush: Bool = true
  ) throws -> Int64 {
    let series = try store.writer.series(of: metric, in: run)
    store.writer.append(
      points.map { Point(series: series, step: $0.step, value: $0.value) }, run: run,
      step: points.last?.step ?? 0)
    if flush { try store.writer.flush() }
    return series
  }

  func clearTrace() { trace.clear() }
  /// Statements run since the last ``clearTrace()``, their parameters as `?`.
  var statements: [String] { trace.statements }

  /// A number that a query gives.
  func number(_ sql: String) throws -> Double? {
    try store.pool.read { try Double.fetchOne($0, sql: sql) }
  }
}

/// The SQL that the connections of a pool run.
final class Trace: Sendable {
  private let lines = Mutex<[String]>([])

  var statements: [String] { lines.withLock { $0 } }

  func clear() { lines.withLock { $0 = [] } }

  func configuration() -> Configuration {
    var configuration = Store.configuration()
    configuration.prepareDatabase { db in
      db.trace { event in
        if case .statement(let statement) = event {
          let sql = statement.sql
          self.lines.withLock { $0.append(sql) }
        }
      }
    }
    return configuration
  }
}
