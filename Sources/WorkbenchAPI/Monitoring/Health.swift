import Formats
import HTTPServer
import Store
import Tracking

/// How the server does, in figures: the same ones as JSON and for Prometheus.
struct Health {
  var version: String
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

  var json: JSONValue {
    func object(_ counts: [String: Int]) -> JSONValue { .object(counts.mapValues { .integer($0) }) }
    return [
      "status": "ok", "version": .string(version), "uptime_seconds": .number(uptimeSeconds),
      "jobs": object(Self.named(store.jobs)), "runs": object(Self.named(store.runs)),
      "points_written": .integer(store.pointsWritten), "points_per_second": .number(store.pointsPerSecond),
      "points_waiting": .integer(store.pointsWaiting), "database_bytes": .integer(store.databaseBytes),
      "wal_bytes": .integer(store.logBytes), "connections": .integer(connections),
      "requests": object(requestsByClass), "slow_requests": .integer(slowRequests),
      "stale_after_seconds": JSONValue(staleAfter),
      "resident_bytes": .integer(process.residentBytes), "open_files": .integer(process.openFiles),
    ]
  }

  var prometheus: String {
    var text = PrometheusText()
    text.add(
      "bearing_build_info", .gauge, "1, with the version as a label.",
      [PrometheusText.Sample(labels: [("version", version)], value: 1)])
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
