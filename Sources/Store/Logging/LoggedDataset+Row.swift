import Formats
import Foundation
import GRDB

/// Datasets as the table `run_datasets` has them.
extension LoggedDataset {
  static func fetch(_ db: Database, run: Int64) throws -> [LoggedDataset] {
    try Row.fetchAll(db, sql: "SELECT * FROM run_datasets WHERE run_id = ?", arguments: [run])
      .map(LoggedDataset.init)
  }

  /// One that the run has already stays as it is.
  func insert(_ db: Database, run: Int64) throws {
    let tags = JSONValue.array(tags.map { .object(["key": .string($0.key), "value": .string($0.value)]) })
    try db.execute(
      sql: """
        INSERT INTO run_datasets (run_id, name, digest, source_type, source, schema, profile, tags)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
      arguments: [run, name, digest, sourceType, source, schema, profile, tags.canonicalText])
  }

  init(_ row: Row) {
    let tags = (try? JSONValue(parsing: .init((row["tags"] as String).utf8)))?.array ?? []
    self.init(
      name: row["name"], digest: row["digest"], sourceType: row["source_type"], source: row["source"],
      schema: row["schema"], profile: row["profile"],
      tags: tags.compactMap { tag in
        tag["key"]?.string.flatMap { key in tag["value"]?.string.map { LoggedText(key, $0) } }
      })
  }
}

extension LoggedText {
  /// What was logged as the params of a run, by key.
  static func params(_ db: Database, of run: Int64) throws -> [LoggedText] {
    try Row.fetchAll(
      db, sql: "SELECT key, value FROM run_params WHERE run_id = ? ORDER BY key", arguments: [run]
    ).map { LoggedText($0[0], $0[1]) }
  }
}
