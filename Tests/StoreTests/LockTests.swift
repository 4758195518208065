import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

/// Another program's lock on the database.
struct LockTests {
  /// A connection of somebody else's, which may sit in the middle of a transaction.
  private static func shell(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  @Test func `who comes right after one that waited in vain does not wait as long`() {
    let patience = LockPatience()
    #expect(patience.waits(after: 0) && patience.waits(after: 499))
    #expect(!patience.waits(after: 500))
    #expect(patience.waits(after: 0) && patience.waits(after: 9))
    #expect(!patience.waits(after: 10))
    // Somebody else, of another database, knows nothing of it.
    #expect(LockPatience().waits(after: 10))
  }

  @Test func `a lock that lasts is an error of its own, and nothing is stored`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let shell = try Self.shell(store.path)
    try shell.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    for _ in 0..<3 {
      let error = #expect(throws: DatabaseError.self) { try temporary.job("never") }
      #expect(try Store.isForLock(#require(error)))
    }
    // Reading goes on.
    #expect(try store.jobs().items.isEmpty)
    try shell.inDatabase { try $0.execute(sql: "ROLLBACK") }
    #expect(try temporary.job("now").id == 1)
  }

  @Test func `a database that is locked while it is opened says what to close`() throws {
    let temporary = try TemporaryStore()
    let path = temporary.store.path
    try temporary.store.close()
    let shell = try Self.shell(path)
    try shell.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let error = #expect(throws: StoreError.locked(path: path)) { try temporary.reopen() }
    let text = "\(try #require(error))"
    #expect(text.contains(path) && text.contains("close it there, then try again"))
  }

  @Test func `a query of a locked database tells so`() throws {
    let temporary = try TemporaryStore()
    try temporary.store.close()
    let shell = try Self.shell(temporary.store.path)
    try shell.inDatabase {
      try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (x)")
    }
    #expect(throws: SQLError.locked(path: temporary.store.path)) {
      try SQLConsole(path: temporary.store.path).run("select 1 from jobs")
    }
  }

  @Test func `runs of a process that died are told from those of one that lives`() throws {
    let temporary = try TemporaryStore()
    let directory = temporary.directory
    let job = try temporary.job(trials: 2)
    _ = try temporary.store.claim(run: job.runs[0].id)
    _ = try temporary.store.insertExternal(
      NewJob(
        name: "e", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
        seeds: [1],
        steps: 0, stepsPerEpoch: 1))
    #expect(DirectoryInspection.orphans(in: directory) == [job.runs[0].id])
    #expect(DirectoryInspection(directory).orphans == [job.runs[0].id])
    let lock = try DirectoryLock(directory)
    #expect(DirectoryInspection.orphans(in: directory) == [])
    #expect(DirectoryInspection(directory).orphans == [])
    withExtendedLifetime(lock) {}
    #expect(DirectoryInspection.orphans(in: "/no/such/directory") == [])
  }
}
