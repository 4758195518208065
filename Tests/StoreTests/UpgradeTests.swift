import Foundation
import GRDB
import Testing
import TestSupport
import Tracking

@testable import Store

/// Databases that earlier versions of the program wrote, each named after its last migration.
final class UpgradeTests {
  static let fixtures = ["0003_views", "0004_external_runs", "0005_queue", "0007_deaths"]

  private let data = TemporaryStore.newDirectory()
  private var path: String { data + "/bearing.sqlite" }

  init() throws { try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: data) }

  /// Makes the database that a fixture is the text of.
  private func restore(_ fixture: String) throws {
    let queue = try DatabaseQueue(path: path)
    let text = try String(
      contentsOf: Fixtures.directory.appending(path: "databases/\(fixture).sql"), encoding: .utf8)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: text)
      try db.execute(sql: "PRAGMA journal_mode = WAL")
    }
    try queue.close()
  }

  private func open() throws -> Store {
    try Store.open(directory: data, migrations: TemporaryStore.migrations)
  }

  /// Every table's rows as text, by the table's name.
  ///
  /// - Parameter columns: those to read of a table; all that are not in it.
  private func rows(_ file: String, columns: [String: [String]] = [:]) throws -> [String: [String]] {
    let queue = try DatabaseQueue(path: file)
    defer { try? queue.close() }
    return try queue.read { db in
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      return try tables.reduce(into: [:]) { rows, table in
        let names = columns[table]?.joined(separator: ", ") ?? "*"
        rows[table] = try Row.fetchAll(db, sql: "SELECT \(names) FROM \(table)").map(\.description).sorted()
      }
    }
  }

  private func columns(_ file: String) throws -> [String: [String]] {
    let queue = try DatabaseQueue(path: file)
    defer { try? queue.close() }
    return try queue.read { db in
      try Row.fetchAll(
        db,
        sql:
          "SELECT s.name AS t, c.name AS c FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table'"
      ).reduce(into: [:]) { $0[$1["t"], default: []].append($1["c"]) }
    }
  }

  private func schema(_ file: String) throws -> [String] {
    let queue = try DatabaseQueue(path: file)
    defer { try? queue.close() }
    return try queue.read {
      try String.fetchAll($0, sql: "SELECT name || ifnull(sql, '') FROM sqlite_schema ORDER BY 1")
    }
  }

  @Test(arguments: fixtures)
  func `it is brought to today's schema with every row that it had, and a copy as it was lies beside it`(
    fixture: String
  ) throws {
    try restore(fixture)
    let (rowsBefore, columnsBefore, schemaBefore) = (try rows(path), try columns(path), try schema(path))
    let store = try open()
    let backup = try #require(store.backup)
    try store.close()
    #expect(backup == path + ".before-upgrade-from-\(fixture)")

    var after = try rows(path, columns: columnsBefore)
    // An experiment that is there always, and the records of what was done.
    for table in ["migrations", "grdb_migrations", "experiments"] {
      let added = Set(after[table] ?? []).subtracting(rowsBefore[table] ?? [])
      #expect(!added.isEmpty, "\(table)")
      after[table]?.removeAll { added.contains($0) }
    }
    for (table, rows) in rowsBefore { #expect(after[table] == rows, "\(table)") }
    #expect((rowsBefore["points"] ?? []).count > 200)
    let fresh = try TemporaryStore()
    #expect(try schema(path) == schema(fresh.store.path))

    #expect(try rows(backup) == rowsBefore)
    #expect(try schema(backup) == schemaBefore)
    let mode = try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
    let names = try FileManager.default.contentsOfDirectory(atPath: data).sorted()
    #expect(!names.contains { $0.hasSuffix(".part") || $0.contains(fixture + "-") }, "\(names)")
  }

  @Test func `what is up to date is not copied`() throws {
    try restore("0003_views")
    try open().close()
    let store = try open()
    #expect(store.backup == nil)
    try store.close()
  }

  @Test func `without a copy nothing is changed, and the message says what to do`() throws {
    try restore("0003_views")
    let before = try schema(path)
    let obstacle = path + ".before-upgrade-from-0003_views"
    try FileManager.default.createDirectory(atPath: obstacle + "/x", withIntermediateDirectories: true)
    let error = #expect(throws: StoreError.self) { try open() }
    #expect(error == .noBackup(path: obstacle, reason: "Is a directory"))
    #expect(error?.description.contains("Nothing has been changed") == true)
    #expect(try schema(path) == before)
    try FileManager.default.removeItem(atPath: obstacle)
    try open().close()
  }

  @Test func `its queue goes on: what was under way is taken up again, then what waited`() throws {
    try restore("0004_external_runs")
    let store = try open()
    defer { try? store.close() }
    #expect(try store.interruptRuns(of: .local) == 1)
    #expect(try store.claimNextRun { _ in 5 }?.id == 4)
    #expect(try store.run(4)?.attempt == 2)
    #expect(try store.claimNextRun { _ in 0 }?.id == 5)
    #expect(try store.claimNextRun { _ in 0 } == nil)
    #expect(try store.run(3)?.isExternal == true)
  }

  @Test func `batches that came before are answered, and readers follow what is stored from then on`() throws
  {
    try restore("0005_queue")
    let store = try open()
    defer { try? store.close() }
    let checksum = try store.pool.read { try Int.fetchOne($0, sql: "SELECT checksum FROM batches") }
    let batch = PointColumns.BatchName("b", checksum: try #require(checksum))
    #expect(try store.append([], batch: batch, toExternal: 3) == PointColumns.Receipt(points: 4, repeated: 0))
    let page = try store.points(runs: [3], names: [], after: .step(0), maxPoints: nil)
    #expect(page.series[0].steps == [1, 2, 3, 9])
    _ = try store.append([PointColumns(Metric("loss"), steps: [4], values: [1])], toExternal: 3)
    #expect(try store.points(runs: [3], names: [], after: page.next, maxPoints: nil).series[0].steps == [4])
    #expect(try store.run(3)?.lastPointAt != nil && store.run(1)?.lastPointAt == nil)
  }

  @Test func `who trains a run is known of all that there are, and each goes on by those who may`() throws {
    try restore("0007_deaths")
    // Before it is brought up to date, too.
    #expect(DirectoryInspection.orphans(in: data) == [6] && DirectoryInspection(data).orphans == [6])
    let store = try open()
    defer { try? store.close() }
    let owners = try (1...7).map { try store.run($0)?.owner }
    #expect(owners == [.local, .local, .outside, .local, .outside, .local, .local])
    let marks = try store.pool.read { try Int.fetchAll($0, sql: "SELECT is_external FROM runs ORDER BY id") }
    #expect(marks == [0, 0, 1, 0, 1, 0, 0])
    #expect(DirectoryInspection.orphans(in: data) == [6] && DirectoryInspection(data).orphans == [6])

    #expect(try store.interruptRuns(of: .local) == 1)
    #expect(try store.run(5)?.status == .running)
    // The paused one waits for its resumption; the silent one for its sender.
    #expect(try store.claimNextRun { _ in 0 }?.id == 6)
    #expect(try store.claimNextRun { _ in 0 }?.id == 7)
    #expect(try store.claimNextRun { _ in 0 } == nil)
    try store.resume(job: 3)
    #expect(try store.claimNextRun { _ in 0 }?.id == 4)
    _ = try store.append([PointColumns(Metric("loss"), steps: [1], values: [1])], toExternal: 3)
    #expect(try store.run(3)?.status == .running)
  }

  @Test(arguments: fixtures)
  func `points at any step are taken, and what the database holds is whole`(fixture: String) throws {
    try restore(fixture)
    let store = try open()
    defer { try? store.close() }
    let run = try store.insertExternal(
      NewJob(
        name: "n", experiment: "e", tags: [:], method: "m", network: "n", dataset: "d", config: "{}",
        seeds: [1], steps: 0,
        stepsPerEpoch: 10)
    ).runs[0].id
    for steps in [[0, 5], [-25, -20, 0]] {
      _ = try store.append(
        [PointColumns(Metric("train/loss"), steps: steps, values: steps.map(Double.init))], toExternal: run)
    }
    let found = try store.pool.read {
      try Row.fetchAll(
        $0, sql: "SELECT step, epoch FROM metrics WHERE run_id = ? ORDER BY step", arguments: [run])
    }.map { [$0["step"] as Int, $0["epoch"]] }
    #expect(found == [[-25, -2], [-20, -2], [0, 0], [5, 1]])
    let checks = try store.pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    #expect(checks == ["ok"])
  }

  @Test(arguments: fixtures)
  func `what the totals of a series say is true of those that were there before`(fixture: String) throws {
    try restore(fixture)
    let store = try open()
    defer { try? store.close() }
    let (kept, counted) = try store.pool.read { db in
      (
        try Row.fetchAll(
          db, sql: "SELECT * FROM series_totals ORDER BY series_id"),
        try Row.fetchAll(
          db,
          sql: """
            SELECT series_id, count(step) AS count, count(step) - count(value) AS nulls, min(step) AS first_step,
              max(step) AS last_step,
              (SELECT value FROM points WHERE series_id = p.series_id ORDER BY step DESC LIMIT 1) AS last_value,
              min(value) AS lowest, max(value) AS highest
            FROM points AS p GROUP BY series_id
            """)
      )
    }
    #expect(kept == counted && kept.contains { $0["count"] > 20 })
  }

  @Test(arguments: fixtures)
  func `mean losses of an epoch that were stored in nats are in the unit of what their run minimises`(
    fixture: String
  ) throws {
    try restore(fixture)
    let queue = try DatabaseQueue(path: path)
    let hasOutside = try queue.write { db in
      try db.execute(
        sql: "UPDATE jobs SET config = json_set(config, '$.loss', 'mean_squared_error') WHERE id = 1")
      try db.execute(sql: "UPDATE series SET unit = 'squared' WHERE run_id = 1 AND name = 'loss'")
      // Beside it a run from outside with such a config, and one whose config says nothing.
      let hasOutside = fixture != "0003_views"
      guard hasOutside else { return false }
      try db.execute(
        sql: """
          UPDATE jobs SET config = json_set(config, '$.loss', 'mean_squared_error')
          WHERE id IN (SELECT job_id FROM runs WHERE is_external);
          INSERT INTO series (run_id, name, unit) SELECT id, 'test_loss', 'nats' FROM runs WHERE is_external;
          INSERT INTO jobs (experiment_id, name, method, network, dataset, config, status, created_at)
          VALUES (1, 'bare', 'bp', 'fc3', 'fashion-mnist', '{}', 'succeeded', '2026-11-28T14:07:00.050Z');
          INSERT INTO runs (job_id, trial, seed, status, steps, steps_per_epoch, created_at)
          SELECT max(id), 1, 1, 'succeeded', 1, 1, '2026-11-28T14:07:00.050Z' FROM jobs;
          INSERT INTO series (run_id, name, unit) SELECT max(id), 'test_loss', 'nats' FROM runs;
          """)
      return true
    }
    try queue.close()

    let store = try open()
    defer { try? store.close() }
    func units(_ condition: String) throws -> [String] {
      try store.pool.read {
        try String.fetchAll(
          $0,
          sql: """
            SELECT DISTINCT series.unit FROM series JOIN runs ON runs.id = run_id JOIN jobs ON jobs.id = job_id
            WHERE series.name IN ('train_loss', 'test_loss') AND \(condition)
            """)
      }
    }
    #expect(try units("job_id = 1") == ["squared"])
    #expect(try units("job_id > 1 AND runs.owner = 'local'").allSatisfy { $0 == "nats" })
    #expect(try units("runs.owner = 'outside'") == (hasOutside ? ["nats"] : []))
    #expect(try units("jobs.name = 'bare'") == (hasOutside ? ["nats"] : []))

    // A run that goes on finds what it had.
    let held = try store.pool.read {
      try Int64.fetchOne($0, sql: "SELECT id FROM series WHERE run_id = 1 AND name = 'train_loss'")
    }
    let found = try store.writer.series(of: Metric("train_loss", unit: "squared"), in: 1)
    #expect(held != nil && found == held)
  }
}
