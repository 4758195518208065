import Concurrency
import Foundation
import Store

/// What a command does about a database that another program keeps locked: it says so, and tries again for a while.
enum LockedDatabase {
  /// How long a command waits in all, from the first time that it was refused.
  static let seconds = 60.0

  /// Repeats what a lock keeps from happening, and tells whoever sits in front of it.
  ///
  /// - Parameter path: the database, for the message.
  /// - Throws: what `body` throws; for a lock that lasts what ``StoreError/locked(path:)`` says, with what to do.
  static func patiently<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    let patience = RetryPolicy(
      pause: 0.5, limit: seconds, passes: isForLock,
      report: { _, isFirst in
        if isFirst { say("\(StoreError.locked(path: path)); waiting for up to \(Int(seconds)) s") }
      })
    do {
      return try patience.run(body)
    } catch  where isForLock(error) {
      throw Failure("\(StoreError.locked(path: path))")
    }
  }

  static func isForLock(_ error: any Error) -> Bool {
    if case SQLError.locked = error { return true }
    return Store.isForLock(error)
  }

  /// A line for whoever sits in front of it; without a terminal that takes it, for nobody.
  static func say(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
