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
        directory: path, migrations: migrations.map(DataOptions.absolute) ?? Installation.folder("migrations")
      )
    }
    self.store = store
    if let backup = store.backup {
      log.notice("the database was brought up to date; as it was before, it is \(backup)")
    }
    checkpoints = CheckpointLibrary(data: path, log: log)
    // Whoever holds the lock is the only one who trains with its means, so a run of theirs that is called running is not.
    interrupted = try LockedDatabase.patiently(database) { try store.interruptRuns(of: .local) }
    try checkpoints.clear { try store.run($0)?.status }
  }

  /// Commits what is waiting and gives the directory back.
  func close() throws { try store.close() }
}
