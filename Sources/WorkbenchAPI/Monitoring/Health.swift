import Formats
import Foundation
import HTTPServer
import Store
import Tracking

/// How the server does, in figures: the same ones as JSON and for Prometheus.
struct Health {
  var identity: ServerIdentity
  var uptimeSeconds: Double
  var store: StoreFigures
  var connections: Int
  /// Answers by the first digit of their status.
  var requests: [Int: Int]
  var slowRequests: Int
  /// Seconds; nil where runs may be silent for ever.
  var staleAfter: Double?
  var process = ProcessFigures()

  /// Answers by class, each class there: `2xx`.
  private var requestsByClass: [String: Int] {
    Dictionary(uniqueKeysWithValues: (1...5).map { ("\($0)xx", requests[$0] ?? 0) })
  }

  private static func named(_ counts: [Status: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
  }

  var json: JSONValue { Self.shape.json(self) }

  /// A word, and with it the figures, for who asks for them.
  static let shape = JSONShape<Health>(
    named: "Health", [JSONField("status", .words(["ok"])) { _ in "ok" }],
    ServerIdentity.fields.map { $0.at(\.identity) },
    figures.map(\.optional))

  /// Without the figures.
  static let word = JSONShape<ServerIdentity>(
    [JSONField("status", .words(["ok"])) { _ in "ok" }], ServerIdentity.fields)

  private static let count = JSONSchema.integer(0 ... .max)
  private static let byStatus = JSONSchema.map(of: count).described("how many of each status")

  private static let figures: [JSONField<Health>] = [
    JSONField("uptime_seconds", .number) { .number($0.uptimeSeconds) },
    JSONField("jobs", byStatus) { object(named($0.store.jobs)) },
    JSONField("runs", byStatus) { object(named($0.store.runs)) },
    JSONField("points_written", count.described("since the start")) { .integer($0.store.pointsWritten) },
    JSONField("points_per_second", .number) { .number($0.store.pointsPerSecond) },
    JSONField("points_waiting", count.described("not on disk yet")) { .integer($0.store.pointsWaiting) },
    JSONField("database_bytes", count) { .integer($0.store.databaseBytes) },
    JSONField("wal_bytes", count) { .integer($0.store.logBytes) },
    JSONField("connections", count) { .integer($0.connections) },
    JSONField("requests", .map(of: count).described("answers by class: 2xx")) {
      object($0.requestsByClass)
    },
    JSONField("slow_requests", count.described("cut off because they took too long")) {
      .integer($0.slowRequests)
    },
    JSONField(
      "stale_after_seconds",
      .number.orNull.described(
        "of silence after which a run that is trained elsewhere is interrupted; null for never")
    ) { JSONValue($0.staleAfter) },
    JSONField("resident_bytes", count) { .integer($0.process.residentBytes) },
    JSONField("open_files", count) { .integer($0.process.openFiles) },
  ]

  private static func object(_ counts: [String: Int]) -> JSONValue {
    .object(counts.mapValues { .integer($0) })
  }

  var prometheus: String {
    var text = PrometheusText()
    text.add(
      "bearing_build_info", .gauge, "1, with the version as a label.",
      [PrometheusText.Sample(labels: [("version", identity.version)], value: 1)])
    text.add("bearing_uptime_seconds", .gauge, "Seconds since the server started.", uptimeSeconds)
    text.add("bearing_jobs", .gauge, "Jobs by status.", by: "status", Self.named(store.jobs))
    text.add("bearing_runs", .gauge, "Runs by status.", by: "status", Self.named(store.runs))
    text.add(
      "bearing_points_written_total", .counter, "Points on disk since the start.", Double(store.pointsWritten)
    )
    text.add(
      "bearing_points_per_second", .gauge, "Points on disk a second, over about ten seconds.",
      store.pointsPerSecond)
    text.add("bearing_points_waiting", .gauge, "Points not on disk yet.", Double(store.pointsWaiting))
    text.add("bearing_database_bytes", .gauge, "Size of the database's file.", Double(store.databaseBytes))
    text.add("bearing_wal_bytes", .gauge, "Size of its write-ahead log.", Double(store.logBytes))
    text.add("bearing_http_connections", .gauge, "Open connections.", Double(connections))
    text.add(
      "bearing_http_requests_total", .counter, "Answered requests by class of status.", by: "class",
      requestsByClass)
    text.add(
      "bearing_http_slow_requests_total", .counter, "Requests cut off because they took too long.",
      Double(slowRequests))
    text.add(
      "process_resident_memory_bytes", .gauge, "Resident memory size in bytes.",
      Double(process.residentBytes))
    text.add("process_open_fds", .gauge, "Number of open file descriptors.", Double(process.openFiles))
    return text.text
  }
}

/// What the kernel tells of this process.
struct ProcessFigures {
  /// Bytes of memory that it holds.
  var residentBytes: Int
  /// Files and sockets that are open.
  var openFiles: Int

  init() {
    // The second number is resident pages.
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    residentBytes = (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    // Without the one that lists the folder.
    openFiles = max(
      0, ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 1) - 1)
  }
}
