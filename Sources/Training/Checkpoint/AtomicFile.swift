import Foundation

/// A file that is there whole or not at all: written under another name in the same folder, then renamed.
///
/// Without ``commit(durably:)`` nothing is left of it.
final class AtomicFile {
  /// Where it will be.
  let path: String
  private let descriptor: Int32
  private let temporary: String
  private var isCommitted = false

  /// What the name of an unfinished file begins and ends with.
  private static let (temporaryLead, temporaryEnd) = (".bearing-", ".tmp")

  /// A path that nothing has yet, for a file that ``clearTemporaries(in:)`` may delete.
  static func temporaryPath(in folder: String) -> String {
    folder + "/" + temporaryLead + String(UInt64.random(in: 0 ... .max), radix: 16) + temporaryEnd
  }

  /// - Parameter path: where a regular file is, or nothing; links are followed.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  init(path: String) throws(CheckpointError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // Renaming would put a file in the place of a device.
      throw .unwritable(path: path, reason: "something is there that is no regular file")
    }
    self.path = Self.resolved(path)
    temporary = Self.temporaryPath(in: Self.folder(of: self.path))
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: Self.reason) }
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporary) }
  }

  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(CheckpointError) {
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(offset + written))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, reason: Self.reason) }
      written += count
    }
  }

  /// Gives the file its name.
  ///
  /// - Parameter durably: whether to wait until both file and name are on disk.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  func commit(durably: Bool) throws(CheckpointError) {
    guard !durably || fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw .unwritable(path: path, reason: Self.reason)
    }
    isCommitted = true
    guard durably else { return }
    let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .unwritable(path: path, reason: Self.reason) }
    defer { close(folder) }
    // EINVAL: a file system that has nothing to sync there.
    guard fsync(folder) == 0 || errno == EINVAL else { throw .unwritable(path: path, reason: Self.reason) }
  }

  /// Deletes what processes that died have left of unfinished files.
  static func clearTemporaries(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(temporaryLead) && name.hasSuffix(temporaryEnd) { unlink(folder + "/" + name) }
  }

  /// The folder that a file is in; `.` for a plain name.
  static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// Where a file really is, every link followed; the same path where there is none.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
