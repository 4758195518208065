import Formats
import GRDB
import Tracking

/// Experiments that tracking clients make, name, delete and restore. Every call is one transaction.
extension Store {
  /// Makes an experiment, which stays also without any job.
  ///
  /// - Throws: ``LoggingError/nameIsTaken(_:by:isDeleted:)``.
  package func makeExperiment(
    _ name: String, artifactLocation: String?, tags: [LoggedText]
  ) throws -> Int64 {
    let now = Timestamp.text(now())
    return try pool.write { db in
      try checkIsFree(db, name)
      try db.execute(
        sql: """
          INSERT INTO experiments (name, created_at, updated_at, artifact_location, is_kept) VALUES (?1, ?2, ?2, ?3, 1)
          """,
        arguments: [name, now, artifactLocation])
      let id = db.lastInsertedRowID
      try setTags(db, tags, ofExperiment: id)
      return id
    }
  }

  /// - Throws: ``LoggingError``, for one that is deleted too.
  package func rename(experiment id: Int64, to name: String) throws {
    let now = Timestamp.text(now())
    try pool.write { db in
      guard try !activeExperiment(db, id).utf8.elementsEqual(name.utf8) else { return }
      try checkIsFree(db, name)
      try db.execute(
        sql: "UPDATE experiments SET name = ?, updated_at = ? WHERE id = ?", arguments: [name, now, id])
    }
  }

  /// Puts an experiment aside with its runs, or back with all of them. Nothing is removed.
  ///
  /// - Throws: ``LoggingError``, also while runs of it are trained here.
  package func setDeleted(experiment id: Int64, _ isDeleted: Bool) throws {
    let now = Timestamp.text(now())
    try pool.write { db in
      guard let experiment = try loggedExperiments(db, where: "id = ?", [id]).first else {
        throw LoggingError.noSuchExperiment(String(id))
      }
      guard id != 0 else { throw LoggingError.keptExperiment(id) }
      if isDeleted, experiment.isDeleted { throw LoggingError.noSuchExperiment(String(id)) }
      if !isDeleted, !experiment.isDeleted { throw LoggingError.noSuchExperiment(String(id)) }
      let jobs = try Int64.fetchAll(
        db,
        sql: """
          SELECT id FROM jobs WHERE experiment_id = ?
            AND \(isDeleted ? "deleted_at IS NULL" : "deleted_at IS NOT NULL AND is_restorable")
          """,
        arguments: [id])
      for job in jobs { try setDeleted(db, job: job, isDeleted, at: now) }
      try db.execute(
        sql: "UPDATE experiments SET deleted_at = ?, updated_at = ?, is_kept = 1 WHERE id = ?",
        arguments: [isDeleted ? now : nil, now, id])
    }
  }

  /// - Parameter value: nil takes it off.
  /// - Throws: ``LoggingError``.
  package func setTag(_ key: String, to value: String?, ofExperiment id: Int64) throws {
    try pool.write { db in
      _ = try activeExperiment(db, id)
      if let value {
        try setTags(db, [LoggedText(key, value)], ofExperiment: id)
      } else {
        try db.execute(
          sql: "DELETE FROM experiment_tags WHERE experiment_id = ? AND key = ?", arguments: [id, key])
        if db.changesCount == 0 { throw LoggingError.noSuchExperimentTag(experiment: id, key: key) }
      }
      try db.execute(
        sql: "UPDATE experiments SET updated_at = ? WHERE id = ?", arguments: [Timestamp.text(now()), id])
    }
  }

  /// nil when there is none; a deleted one is there.
  package func loggedExperiment(_ id: Int64) throws -> LoggedExperiment? {
    try pool.read { try loggedExperiments($0, where: "id = ?", [id]).first }
  }

  package func loggedExperiment(named name: String) throws -> LoggedExperiment? {
    try pool.read { try loggedExperiments($0, where: "name = ?", [name]).first }
  }

  /// A page of the experiments of a search, and whether there are more behind them.
  package func experiments(
    _ search: ExperimentSearch, offset: Int, limit: Int
  ) throws -> (experiments: [LoggedExperiment], hasMore: Bool) {
    var conditions = Conditions()
    switch search.lifecycle {
    case .active: conditions.add("deleted_at IS NULL")
    case .deleted: conditions.add("deleted_at IS NOT NULL")
    case .all: break
    }
    for condition in search.conditions {
      let compared = condition.comparison.sql(of: "(\(condition.subject.sql))")
      conditions.add(compared.sql, condition.subject.arguments + compared.arguments)
    }
    var orders = search.orders.map { "(\($0.subject.sql)) \($0.isDescending ? "DESC" : "ASC")" }
    let keys = search.orders.reduce(into: StatementArguments()) { $0 += $1.subject.arguments }
    if orders.isEmpty { orders = ["created_at DESC"] }
    let order = (orders + ["id DESC"]).joined(separator: ", ")
    return try pool.read { db in
      let found = try loggedExperiments(
        db, where: "\(conditions.sql) ORDER BY \(order) LIMIT ? OFFSET ?",
        conditions.arguments + keys + [limit + 1, offset])
      return (Array(found.prefix(limit)), found.count > limit)
    }
  }

  /// The name of an experiment that is not deleted.
  func activeExperiment(_ db: Database, _ id: Int64) throws -> String {
    let row = try Row.fetchOne(
      db, sql: "SELECT name, deleted_at FROM experiments WHERE id = ?", arguments: [id])
    guard let row else { throw LoggingError.noSuchExperiment(String(id)) }
    guard row["deleted_at"] == nil else { throw LoggingError.deletedExperiment(id) }
    return row["name"]
  }

  private func checkIsFree(_ db: Database, _ name: String) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT id, deleted_at FROM experiments WHERE name = ?", arguments: [name])
    if let row {
      throw LoggingError.nameIsTaken(name, by: row["id"], isDeleted: row["deleted_at"] != nil)
    }
  }

  private func setTags(_ db: Database, _ tags: [LoggedText], ofExperiment id: Int64) throws {
    for tag in tags {
      try db.execute(
        sql: "INSERT INTO experiment_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        arguments: [id, tag.key, tag.value])
    }
  }

  private func loggedExperiments(
    _ db: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [LoggedExperiment] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM experiments WHERE \(condition)", arguments: arguments)
    let ids = rows.map { $0["id"] as Int64 }
    let tags = try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM experiment_tags WHERE experiment_id IN (SELECT value FROM json_each(?)) ORDER BY key
        """,
      arguments: [ids.json])
    let byExperiment = Dictionary(grouping: tags) { $0["experiment_id"] as Int64 }
    return rows.map { row in
      let created = row.seconds("created_at") ?? 0
      return LoggedExperiment(
        id: row["id"], name: row["name"], artifactLocation: row["artifact_location"],
        isDeleted: row["deleted_at"] != nil, createdAt: created,
        updatedAt: row.seconds("updated_at") ?? created,
        tags: (byExperiment[row["id"]] ?? []).map { LoggedText($0["key"], $0["value"]) })
    }
  }
}

extension ExperimentSearch.Subject {
  fileprivate var sql: String {
    switch self {
    case .id: "cast(id AS TEXT)"
    case .name: "name"
    case .created: Timestamp.millisecondsSQL("created_at")
    case .updated: Timestamp.millisecondsSQL("ifnull(updated_at, created_at)")
    case .tag: "SELECT value FROM experiment_tags WHERE experiment_id = experiments.id AND key = ?"
    }
  }

  fileprivate var arguments: StatementArguments {
    if case .tag(let key) = self { [key] } else { [] }
  }
}
