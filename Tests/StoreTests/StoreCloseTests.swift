import Foundation
import GRDB
import Synchronization
import Testing
import TestSupport
import Tracking

@testable import Store

struct StoreCloseTests {
  @Test func `closing does not wait for who reads without end, and puts the log into the file`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    _ = try temporary.job()
    let isReading = Atomic(false)
    let hasEnded = DispatchSemaphore(value: 0)
    let error = Mutex<(any Error)?>(nil)
    Thread.detachNewThread {
      do {
        // Statement after statement: whoever is between two of them notices no interruption.
        try store.pool.read { db in
          while true {
            _ = try Int.fetchOne(
              db,
              sql:
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT sum(i) FROM n"
            )
            isReading.store(true, ordering: .relaxed)
          }
        }
      } catch let thrown {
        error.withLock { $0 = thrown }
      }
      hasEnded.signal()
    }
    #expect(eventually { isReading.load(ordering: .relaxed) })
    try store.close()
    #expect(hasEnded.wait(timeout: .now() + 60) == .success)
    #expect((error.withLock { $0 } as? DatabaseError)?.resultCode == .SQLITE_INTERRUPT)
    // The file alone is the whole database.
    try FileManager.default.removeItem(atPath: store.path + "-wal")
    try temporary.reopen().close()
    let contents = try #require(try DirectoryInspection(temporary.directory).database?.get())
    #expect(contents.damage.isEmpty && contents.jobs == 1)
  }
}
