import CArchive
import Foundation

/// Writes files into a tar, one after the other, and remembers the size and the checksum of each.
final class TarWriter {
  /// What was written so far.
  private(set) var files: [Manifest.File] = []
  private let writer: OpaquePointer
  private let path: String
  private let folder: String
  private let time: time_t
  private static let piece = 1 << 18

  /// - Parameters:
  ///   - file: where the tar goes.
  ///   - folder: what all names in it begin with, without a slash at its end.
  ///   - time: of every file in it, in seconds since 1970.
  /// - Throws: ``ArchiveError/unwritable(path:reason:)``.
  init(_ file: ScratchFile, folder: String, time: Double) throws(ArchiveError) {
    guard let writer = archive_write_new() else {
      throw .unwritable(path: file.path, reason: "libarchive did not start")
    }
    self.writer = writer
    path = file.path
    self.folder = folder
    self.time = time_t(time)
    // Plain tar, with pax headers only for what that cannot say: files of 8 GiB and more.
    archive_write_set_format_pax_restricted(writer)
    archive_write_set_bytes_in_last_block(writer, 1)
    guard archive_write_open_fd(writer, file.descriptor) == ARCHIVE_OK else { throw failure }
  }

  deinit { archive_write_free(writer) }

  /// - Throws: ``ArchiveError/unwritable(path:reason:)``.
  func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveError) {
    try begin(name, size: bytes.count)
    let digest = Digest()
    try bytes.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
      try write(UnsafeRawBufferPointer(bytes), digest)
    }
    files.append(Manifest.File(name: name, bytes: bytes.count, sha256: digest.finish()))
  }

  /// Adds what stands in an open file, from its beginning.
  ///
  /// - Throws: ``ArchiveError/unwritable(path:reason:)``, also when the file cannot be read.
  func add(_ name: String, descriptor: Int32, size: Int) throws(ArchiveError) {
    try begin(name, size: size)
    let digest = Digest()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 64)
    defer { buffer.deallocate() }
    var done = 0
    while done < size {
      let count = pread(descriptor, buffer.baseAddress!, min(buffer.count, size - done), off_t(done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw .unwritable(path: path, reason: "\(name) has become shorter than \(size) bytes")
      }
      try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), digest)
      done += count
    }
    files.append(Manifest.File(name: name, bytes: size, sha256: digest.finish()))
  }

  /// The end of the tar. Nothing can be added afterwards.
  ///
  /// - Throws: ``ArchiveError/unwritable(path:reason:)``.
  func finish() throws(ArchiveError) {
    guard archive_write_close(writer) == ARCHIVE_OK else { throw failure }
  }

  private func begin(_ name: String, size: Int) throws(ArchiveError) {
    guard let entry = archive_entry_new() else {
      throw .unwritable(path: path, reason: "libarchive has no memory")
    }
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, "\(folder)/\(name)")
    archive_entry_set_size(entry, Int64(size))
    archive_entry_set_filetype(entry, S_IFREG)
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_mtime(entry, time, 0)
    guard archive_write_header(writer, entry) == ARCHIVE_OK else { throw failure }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, _ digest: Digest) throws(ArchiveError) {
    guard archive_write_data(writer, bytes.baseAddress, bytes.count) == bytes.count else { throw failure }
    digest.add(bytes)
  }

  private var failure: ArchiveError {
    .unwritable(
      path: path,
      reason: archive_error_string(writer).map { String(cString: $0) } ?? "libarchive gave no reason")
  }
}
