import CArchive
import Foundation

/// Writes files into a tar, one after the other, and remembers the size and the checksum of each.
package final class TarWriter {
  package struct File: Equatable {
    package var name: String
    /// Its size.
    package var bytes: Int
    /// Its SHA-256, 64 hexadecimal digits in lower case.
    package var sha256: String
  }

  /// What was written so far.
  package private(set) var files: [File] = []
  private let writer: OpaquePointer
  private let path: String
  private let folder: String
  private let time: time_t
  private static let piece = 1 << 18

  /// - Parameters:
  ///   - file: where the tar goes.
  ///   - folder: what all names in it begin with, without a slash at its end.
  ///   - time: of every file in it, in seconds since 1970.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package init(_ file: ScratchFile, folder: String, time: Double) throws(FileError) {
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

  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func add(_ name: String, _ bytes: [UInt8]) throws(FileError) {
    try begin(name, size: bytes.count)
    let digest = Digest.sha256
    try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
      try write(UnsafeRawBufferPointer(bytes), digest)
    }
    files.append(File(name: name, bytes: bytes.count, sha256: digest.finish()))
  }

  /// Adds what stands in an open file, from its beginning.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, also when the file cannot be read.
  package func add(_ name: String, descriptor: Int32, size: Int) throws(FileError) {
    try begin(name, size: size)
    let digest = Digest.sha256
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 64)
    defer { buffer.deallocate() }
    var done = 0
    while done < size {
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, size - done)])
      let count = SystemCall.read(descriptor, into: part, at: done)
      guard count > 0 else {
        throw .unwritable(path: path, reason: .other("\(name) has become shorter than \(size) bytes"))
      }
      try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), digest)
      done += count
    }
    files.append(File(name: name, bytes: size, sha256: digest.finish()))
  }

  /// The end of the tar. Nothing can be added afterwards.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func finish() throws(FileError) {
    guard archive_write_close(writer) == ARCHIVE_OK else { throw failure }
  }

  private func begin(_ name: String, size: Int) throws(FileError) {
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

  private func write(_ bytes: UnsafeRawBufferPointer, _ digest: Digest) throws(FileError) {
    guard archive_write_data(writer, bytes.baseAddress, bytes.count) == bytes.count else { throw failure }
    digest.add(bytes)
  }

  private var failure: FileError {
    .unwritable(
      path: path,
      reason: archive_errno(writer) > 0
        ? .system(archive_errno(writer))
        : .other(archive_error_string(writer).map { String(cString: $0) } ?? "libarchive gave no reason"))
  }
}
