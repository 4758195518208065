import Foundation
import GRDB

/// The copy of a database that is made before its schema changes, for whoever wants to go back to the version of the
/// program that made it.
struct MigrationBackup {
  /// Where the copy goes: beside the database, named after the last migration that it has.
  ///
  ///     bearing.sqlite.before-upgrade-from-0003_views
  let destination: String

  /// - Parameters:
  ///   - path: the database.
  ///   - migration: the last file applied to it, such as `0003_views.sql`.
  init(path: String, after migration: String) {
    destination = path + ".before-upgrade-from-" + (migration as NSString).deletingPathExtension
  }

  /// Copies the database page by page, as it is at one moment, what its log holds included. O(size).
  ///
  /// - Returns: ``destination``, where the copy is whole and on disk. One that was there is replaced.
  /// - Throws: ``StoreError/noBackup(path:reason:)``; nothing stays behind.
  func make(from pool: DatabasePool) throws -> String {
    let temporary = destination + ".part"
    defer { for name in [temporary, temporary + "-journal"] { unlink(name) } }
    do {
      unlink(temporary)
      // Only its owner may read it, as with the data directory.
      let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
      defer { close(descriptor) }
      let copy = try DatabaseQueue(path: temporary)
      try pool.backup(to: copy)
      // One file, which needs no log beside it.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
      guard fsync(descriptor) == 0, rename(temporary, destination) == 0 else {
        throw POSIXError(.init(rawValue: errno) ?? .EIO)
      }
      return destination
    } catch let error as DatabaseError {
      throw StoreError.noBackup(path: destination, reason: error.message ?? "\(error.resultCode)")
    } catch let error as POSIXError {
      throw StoreError.noBackup(path: destination, reason: String(cString: strerror(error.code.rawValue)))
    }
  }
}
