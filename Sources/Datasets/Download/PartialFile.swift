import Files
import Glibc

/// A file in the making: `<target>.part`, which becomes the target at one stroke when it is whole and on the disk.
///
/// It is locked for as long as this object lives, so two processes never write to the same one. What is in it
/// outlives the process, unless it is discarded.
final class PartialFile {
  let target: String
  /// Where the bytes are until then.
  let path: String
  /// Bytes in it.
  private(set) var size: Int
  private let descriptor: Int32

  /// Opens what is left of an earlier try, or begins.
  ///
  /// - Throws: ``FileError``; `EWOULDBLOCK` if another process is at it.
  init(target: String) throws(FileError) {
    self.target = target
    path = target + ".part"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw .unwritable(path: path, reason: .last) }
      var (mine, present) = (stat(), stat())
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &mine) == 0 else {
        let failure = FileError.unwritable(path: path, reason: .last)
        close(descriptor)
        throw failure
      }
      // Between opening and locking, its last owner may have finished it: then it has the target's name by now.
      if stat(path, &present) == 0, present.st_ino == mine.st_ino, present.st_dev == mine.st_dev {
        self.descriptor = descriptor
        size = Int(mine.st_size)
        return
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }

  /// Drops what is in it.
  func truncate() throws(FileError) {
    if size == 0 { return }
    guard ftruncate(descriptor, 0) == 0 else { throw .unwritable(path: path, reason: .last) }
    size = 0
  }

  /// Writes at the end.
  ///
  /// - Throws: ``FileError``, `ENOSPC` among others; what was written until then stays and counts.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    let written = SystemCall.write(descriptor, bytes, at: size)
    size += written
    guard written == bytes.count else { throw .unwritable(path: path, reason: .last) }
  }

  /// The digest of all that is in it.
  ///
  /// - Throws: ``DownloadError``.
  func digest(_ algorithm: Digest.Algorithm) throws(DownloadError) -> String {
    try Self.digest(of: descriptor, path: path, algorithm)
  }

  /// Puts it under the target's name, in place of what was there. Both names and bytes are on the disk then.
  func commit() throws(FileError) {
    guard fsync(descriptor) == 0, rename(path, target) == 0 else {
      throw .unwritable(path: path, reason: .last)
    }
    try Folder.sync(Folder.of(target))
  }

  func discard() { unlink(path) }

  /// The digest of a finished file, or nil if there is none.
  static func digest(path: String, _ algorithm: Digest.Algorithm) throws(DownloadError) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return try digest(of: descriptor, path: path, algorithm)
  }

  private static func digest(
    of descriptor: Int32, path: String, _ algorithm: Digest.Algorithm
  ) throws(DownloadError) -> String {
    guard let digest = Digest(algorithm) else { throw .checksumUnavailable(algorithm.rawValue) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    var offset = 0
    while true {
      let count = SystemCall.read(descriptor, into: buffer, at: offset)
      if count == 0 { return digest.finish() }
      if count < 0 { throw DownloadError(FileError.unreadable(path: path, reason: .last)) }
      digest.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += count
    }
  }
}
