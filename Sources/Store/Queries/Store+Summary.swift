import GRDB
import Statistics
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

  /// A run that has the metric, and its value.
  package struct Member: Sendable, Equatable {
    package var run: Int64
    package var seed: UInt64
    /// nil for a NaN.
    package var value: Double?
  }

  /// One for each key that was asked for.
  package let values: [Value]
  /// By their ids.
  package let members: [Member]
  /// Runs that are left out, because one with the same config and the same seed is there: the same numbers once more.
  package let duplicates: Int
  /// The values that are numbers.
  package let sample: Sample

  init(values: [Value], members: [Member], duplicates: Int) {
    self.values = values
    self.members = members
    self.duplicates = duplicates
    sample = Sample(members.compactMap(\.value))
  }

  package var runs: Int { members.count }
  /// Runs whose value is NULL: mean and spread are not about these.
  package var nulls: Int { members.count - sample.count }
}

/// Which of a run's values stands for it.
package enum SummaryTake: String, Sendable, CaseIterable {
  case last, highest, lowest

  /// For a row of `series`. Every level of a series holds all of its points; the highest does in the fewest rows.
  fileprivate var sql: String {
    switch self {
    case .last: "SELECT value FROM points WHERE series_id = series.id ORDER BY step DESC LIMIT 1"
    case .highest:
      "SELECT max(max) FROM point_levels WHERE series_id = series.id AND level = \(Bucket.levels)"
    case .lowest: "SELECT min(min) FROM point_levels WHERE series_id = series.id AND level = \(Bucket.levels)"
    }
  }
}

extension Store {
  /// A metric's values over the runs of each group.
  ///
  /// - Parameters:
  ///   - keys: what runs are gathered by; all of them together without any.
  ///   - metric: a metric's name.
  ///   - layer: nil for the metric of the whole network.
  ///   - take: which value of each run.
  ///   - jobs: only their runs.
  ///   - statuses: only runs of one of these.
  /// - Returns: groups in the order of their values.
  /// - Complexity: two look-ups for each run.
  package func summary(
    by keys: [SummaryKey], metric: String, layer: String?, take: SummaryTake = .last,
    of jobs: JobSelection = JobSelection(),
    statuses: [Status]
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
    let order = keys.indices.flatMap { ["k\($0)", "t\($0)"] } + ["run"]
    arguments += [RunOwner.outside.rawValue, metric, layer ?? "", statuses.map(\.rawValue).json]
    let selected = jobs.runConditions
    arguments += selected.arguments
    return try pool.read { db in
      // What nothing is trained by is no part of what makes two runs the same. Nobody knows that of a run from outside.
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \((columns + [""]).joined(separator: ", "))
            runs.id AS run, runs.seed AS seed, (\(take.sql)) AS value,
            CASE WHEN runs.owner IS NOT ? THEN json_array(runs.seed, jobs.method, jobs.network, jobs.dataset,
              json_remove(jobs.config, '$.name', '$.experiment', '$.tags', '$.seed', '$.trials', '$.resources')) END
              AS identity
          FROM runs
          JOIN jobs ON jobs.id = runs.job_id
          JOIN experiments ON experiments.id = jobs.experiment_id
          JOIN series ON series.run_id = runs.id AND series.name = ? AND ifnull(series.layer, '') = ?
          WHERE runs.status IN (SELECT value FROM json_each(?)) AND jobs.deleted_at IS NULL AND \(selected.sql)
          ORDER BY \(order.joined(separator: ", "))
          """,
        arguments: arguments)
      return try Self.groups(rows, by: keys)
    }
  }

  /// Rows that come by group.
  private static func groups(_ rows: RowCursor, by keys: [SummaryKey]) throws -> [SummaryGroup] {
    var groups: [SummaryGroup] = []
    var (values, members, known, duplicates) =
      ([SummaryGroup.Value](), [SummaryGroup.Member](), Set<String>(), 0)
    func close() {
      guard !members.isEmpty else { return }
      groups.append(SummaryGroup(values: values, members: members, duplicates: duplicates))
    }
    while let row = try rows.next() {
      let here = keys.indices.map { value(row["k\($0)"], number: row["t\($0)"]) }
      if here != values {
        close()
        (values, members, known, duplicates) = (here, [], [], 0)
      }
      if let identity: String = row["identity"], !known.insert(identity).inserted {
        duplicates += 1
        continue
      }
      members.append(
        SummaryGroup.Member(run: row["run"], seed: UInt64(stored: row["seed"]), value: row["value"]))
    }
    close()
    return groups
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
