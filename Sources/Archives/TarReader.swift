import CArchive
import Foundation

/// Reads the files of an archive of a job, in the order in which they are there, as often as one likes.
///
/// An archive is a stranger's list of names. None of them is ever a path here: they are compared with those that there
/// may be, and everything else ends the reading, links and devices of any kind too.
final class TarReader {
  let path: String
  private let descriptor: Int32
  private let size: Int
  private static let piece = 1 << 18
  private static let mostFiles = 30_000

  /// - Throws: ``ArchiveError/unreadable(path:reason:)``.
  init(path: String) throws(ArchiveError) {
    self.path = path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreadable(path: path, reason: "it is no regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// A file of the archive; can be read once, inside the call that gives it.
  struct File {
    /// In the archive's folder.
    let name: String
    let size: Int
    fileprivate let archive: TarReader
    fileprivate let reader: OpaquePointer
    fileprivate let buffer: UnsafeMutableRawBufferPointer

    /// Gives the bytes to `body`, piece by piece.
    ///
    /// - Throws: ``ArchiveError``, or what `body` throws.
    func pieces(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      var done = 0
      while true {
        let count = archive_read_data(reader, buffer.baseAddress, buffer.count)
        if count == 0 { break }
        guard count > 0 else { throw archive.damaged(name, "\(size) bytes", TarReader.message(reader)) }
        done += count
        guard done <= size else { throw archive.damaged(name, "\(size) bytes", "more") }
        try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      guard done == size else { throw archive.damaged(name, "\(size) bytes", "\(done)") }
    }
  }

  /// Gives the files to `body`, one after the other. One that `body` does not read is passed over.
  ///
  /// - Throws: ``ArchiveError``, or what `body` throws.
  func files(_ body: (File) throws -> Void) throws {
    guard let reader = archive_read_new() else {
      throw damaged(nil, "a tar", "that libarchive did not start")
    }
    defer { archive_read_free(reader) }
    archive_read_support_format_tar(reader)
    lseek(descriptor, 0, SEEK_SET)
    guard archive_read_open_fd(reader, descriptor, Self.piece) == ARCHIVE_OK else {
      throw damaged(nil, "a tar file", Self.message(reader))
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 64)
    defer { buffer.deallocate() }
    var names: Set<String> = []
    var folder: Substring?
    // Sparse files claim more than there is.
    var room = size
    while true {
      var found: OpaquePointer?
      let status = archive_read_next_header(reader, &found)
      if status == ARCHIVE_EOF { return }
      guard status == ARCHIVE_OK, let entry = found, let text = archive_entry_pathname(entry) else {
        throw damaged(nil, "a whole tar file", Self.message(reader))
      }
      guard let name = try name(String(cString: text), entry, &folder) else { continue }
      guard names.insert(name).inserted, names.count <= Self.mostFiles else {
        throw damaged(name, "each file once, and at most \(Self.mostFiles)", "more")
      }
      let size = Int(archive_entry_size(entry))
      guard size >= 0, size <= room, archive_entry_size_is_set(entry) != 0 else {
        throw damaged(name, "at most the \(room) bytes that are left of the archive", "a size of \(size)")
      }
      room -= size
      try body(File(name: name, size: size, archive: self, reader: reader, buffer: buffer))
    }
  }

  /// An entry's name in the archive's folder; nil for a folder.
  private func name(_ path: String, _ entry: OpaquePointer, _ folder: inout Substring?) throws(ArchiveError)
    -> String?
  {
    let kind = archive_entry_filetype(entry)
    guard kind == S_IFREG || kind == S_IFDIR, archive_entry_hardlink(entry) == nil,
      archive_entry_symlink(entry) == nil
    else { throw damaged(path, "plain files", "a link or a device") }
    if kind == S_IFDIR { return nil }
    let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[1]) : path
    guard parts.count == 2, ArchiveName.isKnown(name), folder == nil || folder == parts[0] else {
      throw damaged(path, "the files of one job, such as job-1/manifest.json", "this name")
    }
    folder = parts[0]
    return name
  }

  func damaged(_ entry: String?, _ expected: String, _ found: String) -> ArchiveError {
    .damaged(path: path, entry: entry, expected: expected, found: found)
  }

  private static func message(_ reader: OpaquePointer) -> String {
    archive_error_string(reader).map { "\"\(String(cString: $0))\"" } ?? "an entry without a readable name"
  }
}
