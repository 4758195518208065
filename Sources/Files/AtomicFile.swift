import Foundation

/// A file that is there whole or not at all: written under another name in the same folder, then renamed.
///
/// Without ``commit(durably:)`` nothing is left of it.
package final class AtomicFile {
  /// Where it will be.
  package let path: String
  private let descriptor: Int32
  private let temporary: String
  private var isCommitted = false

  /// What the name of an unfinished file begins and ends with.
  private static let (temporaryLead, temporaryEnd) = (".bearing-", ".tmp")

  /// A path that nothing has yet, for a file that ``clearTemporaries(in:)`` may delete.
  package static func temporaryPath(in folder: String) -> String {
    folder + "/" + temporaryLead + String(UInt64.random(in: 0 ... .max), radix: 16) + temporaryEnd
  }

  /// - Parameter path: where a regular file is, or nothing; links are followed.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package init(path: String) throws(FileError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // Renaming would put a file in the place of a device.
      throw .unwritable(path: path, reason: "something is there that is no regular file")
    }
    self.path = Self.resolved(path)
    temporary = Self.temporaryPath(in: Folder.of(self.path))
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: .last) }
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporary) }
  }

  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    guard SystemCall.write(descriptor, bytes, at: offset) == bytes.count else {
      throw .unwritable(path: path, reason: .last)
    }
  }

  /// Gives the file its name.
  ///
  /// - Parameter durably: whether to wait until both file and name are on disk.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func commit(durably: Bool) throws(FileError) {
    guard !durably || fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw .unwritable(path: path, reason: .last)
    }
    isCommitted = true
    if durably { try Folder.sync(Folder.of(path)) }
  }

  /// Gives a file of ``temporaryPath(in:)`` that is on disk its name, and waits until that is there too.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package static func place(_ temporary: String, at path: String) throws(FileError) {
    guard rename(temporary, path) == 0 else { throw .unwritable(path: path, reason: .last) }
    try Folder.sync(Folder.of(path))
  }

  /// Deletes what processes that died have left of unfinished files.
  package static func clearTemporaries(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(temporaryLead) && name.hasSuffix(temporaryEnd) { unlink(folder + "/" + name) }
  }

  /// Where a file really is, every link followed; the same path where there is none.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
