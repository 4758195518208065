import Concurrency
import Foundation
import Logging
import Store
import Tracking
import Training

/// The data directory of a command that trains: its lock, its database, its checkpoints, and no run in it that looks alive but is dead.
final class DataDirectory {
  let store: Store
  let checkpoints: CheckpointLibrary
  /// Runs that were under way when their process died; they wait to be taken up again.
  let interrupted: Int
  private let lock: DirectoryLock

  /// - Parameter log: told what is wrong with a checkpoint that is passed over.
  /// - Throws: ``StoreError``, for example when another process trains on the directory.
  convenience init(_ options: DataOptions, log: Logger) throws {
    try self.init(options.directory, migrations: options.migrations, log: log)
  }

  /// - Parameters:
  ///   - path: the data directory.
  ///   - migrations: what `--migrations` says.
  init(_ path: String, migrations: String?, log: Logger) throws {
    lock = try DirectoryLock(path)
    let database = (path as NSString).appendingPathComponent(Store.fileName)
    let store = try LockedDatabase.patiently(database) {
      try Store.open(
        directory: path, migrations: Installation.folder("migrations", given: migrations)
      )
    }
    self.store = store
    if let backup = store.backup {
      log.notice("the database was brought up to date; as it was before, it is \(backup)")
    }
    checkpoints = CheckpointLibrary(data: path, log: log)
    // Whoever holds the lock is the only one who trains with its means, so a run of theirs that is called running is not.
    // Nobody listened to workers elsewhere meanwhile.
    try LockedDatabase.patiently(database) { try store.extendLeases() }
    interrupted = try LockedDatabase.patiently(database) { try store.interruptRuns(of: .local) }
    try checkpoints.clear { try store.run($0)?.status }
    try store.removeUnusedArtifacts()
  }

  /// Commits what is waiting and gives the directory back.
  func close() throws { try store.close() }
}

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
