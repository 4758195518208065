import GRDB
import Tracking

/// One group of runs in a summary.
package struct SummaryGroup: Sendable, Equatable {
  /// A value of a key: text, a number, or null where a run's job has none.
  package enum Value: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    /// A number of a config as it stands there: SQLite's own are not as long.
    case number(String)
    case text(String)
  }

  /// One for each key that was asked for.
  package var values: [Value]
  /// Runs that have the metric.
  package var runs: Int
  /// Of them those whose last value is NULL: nothing below is about these.
  package var nulls: Int
  /// Over those runs' last values that are numbers; nil if there is none.
  package var mean: Double?
  /// Sample standard deviation, with n − 1; nil below two numbers.
  package var deviation: Double?
  package var minimum: Double?
  package var maximum: Double?
}

extension Store {
  /// Mean and spread of a metric's last value over the runs of each group.
  ///
  /// - Parameters:
  ///   - keys: what runs are gathered by; all of them together without any.
  ///   - metric: a metric's name.
  ///   - layer: nil for the metric of the whole network.
  ///   - experiment: only its runs; nil for all.
  ///   - status: only runs of this status.
  /// - Returns: groups in the order of their values.
  /// - Complexity: two look-ups for each run.
  package func summary(
    by keys: [SummaryKey], metric: String, layer: String?, experiment: String?, status: Status
  ) throws -> [SummaryGroup] {
    // Of each key the value, and where it is a number or a truth value its text: different numbers may be one double, and
    // true is 1.
    var columns: [String] = []
    var arguments = StatementArguments()
    for (index, key) in keys.enumerated() {
      switch key {
      case .column(let name):
        columns.append("\(SummaryKey.columns[name] ?? "NULL") AS k\(index), NULL AS t\(index)")
      case .config(let path):
        columns.append(
          """
          json_extract(jobs.config, ?) AS k\(index),
          CASE WHEN json_type(jobs.config, ?) IN ('integer', 'real', 'true', 'false') THEN jobs.config -> ? END AS t\(index)
          """)
        // The pattern of a path leaves nothing that would have to be escaped.
        arguments += ["$." + path, "$." + path, "$." + path]
      case .tag(let key):
        columns.append(
          "(SELECT value FROM job_tags WHERE job_id = jobs.id AND key = ?) AS k\(index), NULL AS t\(index)")
        arguments += [key]
      }
    }
    let names = keys.indices.flatMap { ["k\($0)", "t\($0)"] }
    let group = names.isEmpty ? "" : "GROUP BY \(names.joined(separator: ", "))"
    let order = names.isEmpty ? "" : "ORDER BY \(names.joined(separator: ", "))"
    let cell = names.isEmpty ? "" : "PARTITION BY \(names.joined(separator: ", "))"
    arguments += [metric, layer ?? "", status.rawValue, experiment, experiment]
    return try pool.read { db in
      // Two passes, the mean first: to subtract squares of nearly equal numbers is inexact. The mean is kept within the
      // range of its values, as in the view of results: that of equal ones is that value.
      try Row.fetchAll(
        db,
        sql: """
          WITH last AS MATERIALIZED (
            SELECT \((columns + [""]).joined(separator: ", "))
              (SELECT value FROM points WHERE series_id = series.id ORDER BY step DESC LIMIT 1) AS value
            FROM runs
            JOIN jobs ON jobs.id = runs.job_id
            JOIN experiments ON experiments.id = jobs.experiment_id
            JOIN series ON series.run_id = runs.id AND series.name = ? AND ifnull(series.layer, '') = ?
            WHERE runs.status = ? AND jobs.deleted_at IS NULL AND (? IS NULL OR experiments.name = ?)),
          averaged AS (
            SELECT *,
              max(min(value) OVER cell, min(max(value) OVER cell,
                1073741824.0 * avg(value / 1073741824.0) OVER cell)) AS mean
            FROM last WINDOW cell AS (\(cell)))
          SELECT \((names + [""]).joined(separator: ", "))
            count(*) AS runs, count(*) - count(value) AS nulls, min(mean) AS mean,
            sqrt(sum((value - mean) * (value - mean)) / nullif(count(value) - 1, 0)) AS deviation,
            min(value) AS minimum, max(value) AS maximum
          FROM averaged \(group) \(order)
          """,
        arguments: arguments
      ).compactMap { row in
        let runs: Int = row["runs"]
        guard runs > 0 else { return nil }
        return SummaryGroup(
          values: keys.indices.map { Self.value(row["k\($0)"], number: row["t\($0)"]) }, runs: runs,
          nulls: row["nulls"], mean: row["mean"],
          deviation: row["deviation"], minimum: row["minimum"], maximum: row["maximum"])
      }
    }
  }

  private static func value(_ value: DatabaseValue, number: String?) -> SummaryGroup.Value {
    if let number { return .number(number) }
    return switch value.storage {
    case .int64(let number): .integer(number)
    case .double(let number): .real(number)
    case .string(let text): .text(text)
    case .null, .blob: .null
    }
  }
}

/// What runs are gathered by in a summary.
///
///     method      config.optimizer.learning_rate      tag.who
package enum SummaryKey: Sendable, Equatable {
  /// A column of the job: one of ``columns``.
  case column(String)
  /// A key of the config by its path with dots.
  case config(String)
  case tag(String)

  /// The columns, and where each is found.
  static let columns = [
    "experiment": "experiments.name", "method": "jobs.method", "network": "jobs.network",
    "dataset": "jobs.dataset", "job": "jobs.id", "name": "jobs.name",
  ]

  /// - Returns: nil for a text that is none.
  package init?(_ text: String) {
    if Self.columns[text] != nil {
      self = .column(text)
    } else if let path = text.wholeMatch(of: /config\.([a-z0-9_]+(?:\.[a-z0-9_]+)*)/) {
      self = .config(String(path.1))
    } else if text.unicodeScalars.starts(with: "tag.".unicodeScalars), text.unicodeScalars.count > 4 {
      // Whatever it is made of: dots, commas, an accent that would join the dot.
      self = .tag(String(text.unicodeScalars.dropFirst(4)))
    } else {
      return nil
    }
  }

  /// The names of columns, in a fixed order.
  package static var columnNames: [String] { columns.keys.sorted() }

  /// As it was asked for.
  package var text: String {
    switch self {
    case .column(let name): name
    case .config(let path): "config." + path
    case .tag(let key): "tag." + key
    }
  }
}
