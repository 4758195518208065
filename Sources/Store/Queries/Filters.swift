import GRDB
import Tracking

/// Which runs to list; nil means any.
package struct RunFilter: Sendable, Equatable {
  package var job: Int64?
  package var status: Status?
  package var experiment: String?
  package var method: String?

  package init(job: Int64? = nil, status: Status? = nil, experiment: String? = nil, method: String? = nil) {
    self.job = job
    self.status = status
    self.experiment = experiment
    self.method = method
  }

  var conditions: Conditions {
    var conditions = Conditions()
    if let job { conditions.add("runs.job_id = ?", [job]) }
    if let status { conditions.add("runs.status = ?", [status.rawValue]) }
    if let experiment { conditions.add("experiments.name = ?", [experiment]) }
    if let method { conditions.add("jobs.method = ?", [method]) }
    return conditions
  }
}

/// Conditions that all have to hold, as SQL.
struct Conditions {
  private var parts: [String] = []
  private(set) var arguments = StatementArguments()

  /// `TRUE` without any.
  var sql: String { parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ") }

  mutating func add(_ sql: String, _ arguments: StatementArguments = []) {
    parts.append(sql)
    self.arguments += arguments
  }
}

/// One page of a list that is read newest first.
package struct Page<Item: Sendable>: Sendable {
  /// Items of a page unless asked otherwise, and at most.
  package static var defaultLimit: Int { 100 }
  package static var maximumLimit: Int { 1_000 }

  package var items: [Item]
  /// Where the next page begins: hand it back as `after`. Nil on the last page.
  package var next: String?

  /// Makes a page of rows of which one more than `limit` was fetched.
  init(_ rows: [Item], limit: Int, id: (Item) -> Int64) {
    items = Array(rows.prefix(limit))
    next = rows.count > limit ? items.last.map { String(id($0)) } : nil
  }

  static func limit(_ limit: Int) -> Int { min(max(limit, 1), maximumLimit) }

  /// The id that a cursor stands for; every row is after no cursor.
  ///
  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  static func before(_ cursor: String?) throws -> Int64 {
    guard let cursor else { return .max }
    guard cursor.utf8.count <= 18, cursor.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(cursor)
    else {
      throw StoreError.badCursor(cursor, expected: "the \"next\" of the page before")
    }
    return id
  }
}
