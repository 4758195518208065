import Formats
import Foundation
import GRDB
import Tracking

/// Runs as a tracking client sees them: also those that are deleted but can be restored.
struct LoggedRunRow {
  let run: Run
  let name: String
  let experiment: Int64
  let user: String
  let isDeleted: Bool
  let config: String
  /// Where the artifacts of its experiment are.
  let artifactRoot: String

  /// Holds of jobs that have such runs.
  static let isVisible = "(jobs.deleted_at IS NULL OR jobs.is_restorable)"

  static func condition(_ lifecycle: Lifecycle) -> String {
    switch lifecycle {
    case .active: "jobs.deleted_at IS NULL"
    case .deleted: "jobs.deleted_at IS NOT NULL AND jobs.is_restorable"
    case .all: isVisible
    }
  }

  private static let columns = """
    \(RunRow.columns), runs.user_id, jobs.name AS job_name, jobs.experiment_id, jobs.deleted_at IS NOT NULL AS is_deleted,
      jobs.config, \(artifactRoot) AS artifact_root
    """

  /// As SQL over `jobs`.
  static let artifactRoot =
    """
    (SELECT ifnull(artifact_location, 'mlflow-artifacts:/' || id) FROM experiments WHERE id = jobs.experiment_id)
    """

  /// - Returns: nil when there is no such run.
  static func fetch(_ db: Database, _ id: Int64) throws -> LoggedRunRow? {
    try Row.fetchOne(
      db.cachedStatement(
        sql:
          "SELECT \(columns) FROM runs JOIN jobs ON jobs.id = runs.job_id WHERE runs.id = ? AND \(isVisible)"),
      arguments: [id]
    ).map(LoggedRunRow.init)
  }

  /// Some runs, in any order.
  static func fetch(_ db: Database, _ ids: [Int64]) throws -> [LoggedRunRow] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT \(columns) FROM runs JOIN jobs ON jobs.id = runs.job_id
        WHERE runs.id IN (SELECT value FROM json_each(?)) AND \(isVisible)
        """,
      arguments: [ids.json]
    ).map(LoggedRunRow.init)
  }

  private init(_ row: Row) throws {
    run = try RunRow.run(row)
    name = row["job_name"]
    experiment = row["experiment_id"]
    user = row["user_id"] ?? ""
    isDeleted = row["is_deleted"]
    config = row["config"]
    artifactRoot = row["artifact_root"]
  }

  /// The values of the config by their paths, but for its names and tags, and with the run's own seed.
  var configParams: [LoggedText] {
    var params: [LoggedText] = []
    ConfigScanner.scan(config, skipping: ["name", "experiment", "tags"]) { path, text in
      if path == "seed" {
        params.append(LoggedText(path, String(run.seed)))
      } else if let value = Self.value(text) {
        params.append(LoggedText(path, value))
      }
    }
    return params
  }

  /// A leaf of JSON as text; nil for one that says nothing.
  private static func value(_ text: String) -> String? {
    if text == "null" || text == "{}" { return nil }
    guard text.hasPrefix("\"") else { return text }
    guard text.utf8.contains(0x5C) else { return String(text.dropFirst().dropLast()) }
    return (try? JSONValue(parsing: .init(text.utf8)))?.string
  }
}

extension Store {
  /// nil when there is no such run; one that is deleted is there as long as it can be restored.
  package func loggedRun(_ id: Int64) throws -> LoggedRun? {
    try pool.read { db in try LoggedRunRow.fetch(db, id).map { try loggedRuns(db, [$0])[0] } }
  }

  /// - Complexity: five statements, however many runs there are.
  func loggedRuns(_ db: Database, _ rows: [LoggedRunRow]) throws -> [LoggedRun] {
    let details = try LoggedRunDetails(db, runs: rows.map(\.run.id))
    return rows.map { row in
      let id = row.run.id
      var params = details.params[id] ?? []
      let known = Set(params.map(\.key))
      params += row.configParams.filter { !known.contains($0.key) }
      return LoggedRun(
        run: row.run, name: row.name, experiment: row.experiment, user: row.user, isDeleted: row.isDeleted,
        artifactRoot: row.artifactRoot,
        latest: details.latest(of: row.run), params: params, tags: details.tags[id] ?? [],
        datasets: details.datasets[id] ?? [], models: details.models[id] ?? [])
    }
  }
}

/// What belongs to many runs, by run.
private struct LoggedRunDetails {
  var params: [Int64: [LoggedText]] = [:]
  var tags: [Int64: [LoggedText]] = [:]
  var datasets: [Int64: [LoggedDataset]] = [:]
  var models: [Int64: [RunModel]] = [:]
  private var points: [Int64: [(point: LoggedPoint, isTimed: Bool)]] = [:]

  init(_ db: Database, runs: [Int64]) throws {
    let ids: StatementArguments = [runs.json]
    let among = "IN (SELECT value FROM json_each(?))"
    try db.each("SELECT run_id, key, value FROM run_params WHERE run_id \(among) ORDER BY run_id, key", ids) {
      params[$0[0], default: []].append(LoggedText($0[1], $0[2]))
    }
    try db.each(
      """
      SELECT runs.id, job_tags.key, job_tags.value FROM runs JOIN job_tags ON job_tags.job_id = runs.job_id
      WHERE runs.id \(among) ORDER BY runs.id, job_tags.key
      """, ids
    ) { tags[$0[0], default: []].append(LoggedText($0[1], $0[2])) }
    try db.each("SELECT * FROM run_datasets WHERE run_id \(among)", ids) {
      datasets[$0["run_id"], default: []].append(LoggedDataset($0))
    }
    try db.each("SELECT run_id, model_id, is_output, step FROM run_models WHERE run_id \(among)", ids) {
      models[$0[0], default: []].append(RunModel($0[1], isOutput: $0[2], step: $0[3]))
    }
    try db.each(
      """
      SELECT series.run_id, series.name, series.layer, last_step, last_value,
        ifnull(points.at, \(PointBatch.arrival(run: "series.run_id", step: "last_step"))) AS at
      FROM series
      CROSS JOIN series_totals ON series_totals.series_id = series.id
      LEFT JOIN points ON points.series_id = series.id AND points.step = last_step
      WHERE series.run_id \(among) AND count > 0 ORDER BY series.id
      """, ids
    ) { row in
      let metric = Metric(row["name"], layer: row["layer"])
      let at: Int? = row["at"]
      let point = LoggedPoint(
        metric, step: row["last_step"], value: row["last_value"] ?? .nan, at: at ?? 0)
      points[row["run_id"], default: []].append((point, at != nil))
    }
  }

  /// Points whose time nobody has kept, of before that was done, get that of the run's last ones.
  func latest(of run: Run) -> [LoggedPoint] {
    (points[run.id] ?? []).map { entry in
      var point = entry.point
      if !entry.isTimed { point.at = run.lastPointMilliseconds }
      return point
    }
  }
}

extension Run {
  /// When its last points came, or else when it was made, in milliseconds since 1970.
  var lastPointMilliseconds: Int { Timestamp.milliseconds(lastPointAt ?? createdAt) }
}

extension Database {
  /// Gives each row of a query to `body`.
  fileprivate func each(
    _ sql: String, _ arguments: StatementArguments, _ body: (Row) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(self, sql: sql, arguments: arguments)
    while let row = try rows.next() { try body(row) }
  }
}
