import Foundation
import GRDB
import Testing

@testable import Store

/// Each test works on a copy of the package's own migrations.
final class MigrationsTests {
  private let folder = TemporaryStore.newDirectory()
  private let data = TemporaryStore.newDirectory()

  init() throws {
    try FileManager.default.copyItem(atPath: TemporaryStore.migrations, toPath: folder)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
    try? FileManager.default.removeItem(atPath: data)
  }

  private func open() throws { try Store.open(directory: data, migrations: folder).close() }

  private func write(_ sql: String, _ file: String) throws {
    try sql.write(toFile: folder + "/" + file, atomically: true, encoding: .utf8)
  }

  /// The files there are, in order.
  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
  }

  private func schema() throws -> [String] {
    try DatabaseQueue(path: data + "/bearing.sqlite").read {
      try String.fetchAll($0, sql: "SELECT type || name || ifnull(sql, '') FROM sqlite_schema ORDER BY 1")
    }
  }

  @Test func `an empty database gets every table and view of the design`() throws {
    try open()
    let schema = try schema().joined(separator: "\n")
    for table in [
      "experiments", "jobs", "job_tags", "runs", "series", "points", "point_levels", "batches", "changes",
    ] {
      #expect(schema.contains("CREATE TABLE \(table) "), "\(table)")
    }
    for view in ["metrics", "angles", "results"] {
      #expect(schema.contains("CREATE VIEW \(view) "), "\(view)")
    }
  }

  @Test func `opening again changes nothing and runs nothing twice`() throws {
    try open()
    let before = try schema()
    let queue = try DatabaseQueue(path: data + "/bearing.sqlite")
    let times = try queue.read { try String.fetchAll($0, sql: "SELECT applied_at FROM migrations") }
    try open()
    #expect(try schema() == before)
    #expect(try queue.read { try String.fetchAll($0, sql: "SELECT applied_at FROM migrations") } == times)
    #expect(try times.count == files().count)
  }

  @Test func `a new file is applied to a database that has the others`() throws {
    try open()
    try write("CREATE TABLE extra (a);", "0100_extra.sql")
    try open()
    #expect(try schema().contains { $0.hasPrefix("tableextra") })
  }

  @Test func `an applied file that says something else is refused, and the line is named`() throws {
    try write("-- one\nCREATE TABLE extra (a);\n", "0100_extra.sql")
    try open()
    try write("-- one\nCREATE TABLE extra (b);\n", "0100_extra.sql")
    #expect(throws: StoreError.changedMigration(file: "0100_extra.sql", line: 2)) { try open() }
    try write("-- one\nCREATE TABLE extra (a);\n-- more\n", "0100_extra.sql")
    #expect(throws: StoreError.changedMigration(file: "0100_extra.sql", line: 3)) { try open() }
  }

  @Test func `an applied file that is gone is refused`() throws {
    try open()
    try FileManager.default.removeItem(atPath: folder + "/0002_points.sql")
    #expect(throws: StoreError.missingMigration(file: "0002_points.sql", folder: folder)) { try open() }
  }

  @Test func `a database of a newer version is refused`() throws {
    try write("CREATE TABLE extra (a);", "0100_extra.sql")
    try open()
    try FileManager.default.removeItem(atPath: folder + "/0100_extra.sql")
    #expect(throws: StoreError.newerDatabase(path: data + "/bearing.sqlite", migration: "0100_extra.sql")) {
      try open()
    }
  }

  @Test func `a new file between applied ones is refused`() throws {
    try open()
    let last = try #require(try files().last)
    try write("CREATE TABLE extra (a);", "0001_zebra.sql")
    #expect(throws: StoreError.lateMigration(file: "0001_zebra.sql", after: last)) { try open() }
  }

  @Test func `SQL that cannot be run names its file and leaves nothing of it behind`() throws {
    try write("CREATE TABLE extra (a);\nCREAT TABLE other (a);", "0100_extra.sql")
    let error = #expect(throws: StoreError.self) { try open() }
    #expect(error?.description == #"0100_extra.sql: near "CREAT": syntax error"#)
    #expect(try !schema().contains { $0.hasPrefix("tableextra") })
    try write("CREATE TABLE extra (a);", "0100_extra.sql")
    try open()
  }

  @Test func `a name that has no number, and a folder without files, are refused`() throws {
    try write("CREATE TABLE extra (a);", "extra.sql")
    #expect(
      throws: StoreError.badMigration(
        file: "extra.sql", reason: "expected a name such as 0001_tracking.sql")
    ) { try open() }
    try FileManager.default.removeItem(atPath: folder + "/extra.sql")
    try Data([0x2D, 0x2D, 0xFF]).write(to: URL(fileURLWithPath: folder + "/0100_extra.sql"))
    #expect(
      throws: StoreError.badMigration(
        file: "0100_extra.sql", reason: "expected a readable file of UTF-8 text")
    ) { try open() }
    let empty = TemporaryStore.newDirectory()
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: empty) }
    #expect(throws: StoreError.noMigrations(folder: empty, reason: "it has no .sql file")) {
      try Store.open(directory: data, migrations: empty)
    }
    #expect(throws: StoreError.noMigrations(folder: empty + "/none", reason: "No such file or directory")) {
      try Store.open(directory: data, migrations: empty + "/none")
    }
    #expect(!FileManager.default.fileExists(atPath: data))
  }
}
