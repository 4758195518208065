import Formats
import GRDB
import Tracking

/// A search as SQL over `runs` and `jobs`.
extension RunSearch {
  var sqlConditions: Conditions {
    var all = Conditions()
    all.add(LoggedRunRow.condition(lifecycle))
    all.add("jobs.experiment_id IN (SELECT value FROM json_each(?))", [experiments.json])
    for condition in conditions {
      let (sql, arguments) = condition.sql
      all.add(sql, arguments)
    }
    return all
  }

  /// What comes behind ORDER BY.
  var sqlOrder: (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    for order in orders {
      let direction = order.isDescending ? "DESC" : "ASC"
      let value = order.subject.value
      if case .metric = order.subject {
        // Numbers, then what is none, then what is not there, whatever the direction.
        parts.append("(\(order.subject.metricPresence.sql)) IS NULL")
        arguments += order.subject.metricPresence.arguments
      }
      parts.append("(\(value.sql)) IS NULL")
      parts.append("(\(value.sql)) \(direction)")
      arguments += value.arguments + value.arguments
    }
    parts += ["runs.started_at IS NULL", "runs.started_at DESC", "runs.id"]
    return (parts.joined(separator: ", "), arguments)
  }
}

extension RunSearch.Condition {
  fileprivate var sql: (sql: String, arguments: StatementArguments) {
    let value = subject.value
    switch subject {
    case .metric:
      let compared = comparison.sql(ofNumber: "(\(value.sql))")
      let presence = subject.metricPresence
      return (
        "(\(presence.sql)) IS NOT NULL AND \(compared.sql)",
        presence.arguments + value.arguments + compared.arguments
      )
    case .dataset(let field):
      let compared = comparison.sql(of: field.column)
      return (
        "EXISTS (SELECT * FROM run_datasets\(field.join) WHERE run_id = runs.id AND \(compared.sql))",
        compared.arguments
      )
    default:
      let compared = comparison.sql(of: "(\(value.sql))")
      return (compared.sql, value.arguments + compared.arguments)
    }
  }
}

extension RunSearch.Subject {
  /// One value of a run; NULL where it has none.
  fileprivate var value: (sql: String, arguments: StatementArguments) {
    switch self {
    case .metric(let key): Self.latest("last_value", of: key)
    case .param(let key): Self.param(key)
    case .tag(RunSearch.nameTag): ("jobs.name", [])
    case .tag(let key): ("SELECT value FROM job_tags WHERE job_id = jobs.id AND key = ?", [key])
    case .attribute(let attribute): (attribute.sql, [])
    case .dataset(let field):
      (
        "SELECT \(field.column) FROM run_datasets\(field.join) WHERE run_id = runs.id ORDER BY name, digest LIMIT 1",
        []
      )
    }
  }

  /// NULL where the run has no point of the metric.
  fileprivate var metricPresence: (sql: String, arguments: StatementArguments) {
    guard case .metric(let key) = self else { return ("NULL", []) }
    return Self.latest("series_id", of: key)
  }

  private static func latest(_ column: String, of key: String) -> (String, StatementArguments) {
    let readings = Metric.readings(ofKey: key)
    let either = readings.map { _ in "series.name = ? AND ifnull(series.layer, '') = ?" }
    let sql = """
      SELECT \(column) FROM series CROSS JOIN series_totals ON series_totals.series_id = series.id
      WHERE series.run_id = runs.id AND (\(either.joined(separator: " OR "))) AND count > 0 LIMIT 1
      """
    return (sql, readings.reduce(into: []) { $0 += [$1.name, $1.layer ?? ""] })
  }

  /// As it was logged, or as the config has it.
  private static func param(_ key: String) -> (String, StatementArguments) {
    let logged = "(SELECT value FROM run_params WHERE run_id = runs.id AND key = ?)"
    guard let path = ConfigPath(key), !["name", "experiment", "tags"].contains(path.keys[0]) else {
      return (logged, [key])
    }
    let chosen = key == "seed" ? "cast(runs.seed AS TEXT)" : path.paramSQL
    return ("ifnull(\(logged), \(chosen))", [key])
  }
}

extension RunSearch.Attribute {
  fileprivate var sql: String {
    switch self {
    case .id: "printf('%032d', runs.id)"
    case .name: "jobs.name"
    case .status:
      "CASE runs.status "
        + Status.allCases.map { "WHEN '\($0.rawValue)' THEN '\(RunSearch.word(for: $0))'" }.joined(
          separator: " ")
        + " END"
    case .user: "ifnull(runs.user_id, '')"
    case .artifacts:
      "\(LoggedRunRow.artifactRoot) || '/' || printf('%032d', runs.id) || '/artifacts'"
    case .start: Timestamp.millisecondsSQL("runs.started_at")
    case .end: Timestamp.millisecondsSQL("runs.finished_at")
    }
  }
}

extension RunSearch.DatasetField {
  fileprivate var column: String {
    switch self {
    case .name: "run_datasets.name"
    case .digest: "run_datasets.digest"
    case .context: "tag.value ->> '$.value'"
    }
  }

  /// Whether the field stands in the tags.
  fileprivate var join: String {
    self == .context
      ? " JOIN json_each(run_datasets.tags) AS tag ON tag.value ->> '$.key' = 'mlflow.data.context'" : ""
  }
}

extension Timestamp {
  /// A column of times, as ``text(_:)`` writes them, in milliseconds since 1970 as SQL.
  static func millisecondsSQL(_ column: String) -> String {
    "strftime('%s', \(column)) * 1000 + cast(substr(\(column), 21, 3) AS INTEGER)"
  }
}
