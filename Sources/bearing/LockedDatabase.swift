import Foundation
import Store

/// What a command does about a database that another program keeps locked: it says so, and tries again for a while.
enum LockedDatabase {
  /// How long a command waits in all, from the first time that it was refused.
  static let seconds = 60.0

  /// Repeats what a lock keeps from happening.
  ///
  /// - Parameters:
  ///   - path: the database, for the message.
  ///   - seconds: how long in all.
  ///   - isOver: asked before each further try.
  /// - Throws: what `body` throws; for a lock that lasts ``StoreError/locked(path:)``, which says what to do.
  static func patiently<Value>(
    _ path: String, seconds: Double = seconds, unless isOver: () -> Bool = { false },
    _ body: () throws -> Value
  ) throws -> Value {
    var end: ContinuousClock.Instant?
    while true {
      do {
        return try body()
      } catch  where isForLock(error) {
        if end == nil { say("\(StoreError.locked(path: path)); waiting for up to \(Int(seconds)) s") }
        end = end ?? .now + .seconds(seconds)
        guard let end, .now < end, !isOver() else { throw Failure("\(StoreError.locked(path: path))") }
        Thread.sleep(forTimeInterval: 0.5)
      }
    }
  }

  private static func isForLock(_ error: any Error) -> Bool {
    if case SQLError.locked = error { return true }
    return Store.isForLock(error)
  }

  /// A line for whoever sits in front of it; without a terminal that takes it, for nobody.
  static func say(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
