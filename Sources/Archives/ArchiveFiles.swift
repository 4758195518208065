import Files
import Foundation

/// The files of an archive of a job, in the order in which they are there, read as often as one likes.
///
/// An archive is a stranger's list of names. None of them is ever a path here: they are compared with those that there
/// may be, and everything else ends the reading, links and devices of any kind too.
struct ArchiveFiles {
  var path: String { tar.path }
  private let tar: OpenFile
  private static let mostFiles = 30_000

  /// - Throws: ``ArchiveError/unreadable(path:reason:)``.
  init(path: String) throws(ArchiveError) {
    do throws(FileError) { tar = try OpenFile(path: path) } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// A file of the archive; can be read once, inside the call that gives it.
  struct File {
    /// In the archive's folder.
    let name: String
    let size: Int
    fileprivate let archive: ArchiveFiles
    fileprivate let reader: ArchiveReader
    fileprivate let buffer: UnsafeMutableRawBufferPointer

    /// Gives the bytes to `body`, piece by piece.
    ///
    /// - Throws: ``ArchiveError``, or what `body` throws.
    func pieces(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      var done = 0
      while true {
        let count = try archive.read(name, "\(size) bytes") { () throws(ArchiveReader.Failure) in
          try reader.read(into: buffer)
        }
        if count == 0 { break }
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
  func each(_ body: (File) throws -> Void) throws {
    let reader = try read(nil, "a tar file") { () throws(ArchiveReader.Failure) in
      try ArchiveReader(tar, as: .tar)
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ArchiveReader.piece, alignment: 64)
    defer { buffer.deallocate() }
    var names: Set<String> = []
    var folder: Substring?
    // Sparse files claim more than there is.
    var room = tar.size
    while true {
      let next = try read(nil, "a whole tar file") { () throws(ArchiveReader.Failure) in
        try reader.next(strictly: true)
      }
      guard let entry = next else { return }
      guard let path = entry.path else { throw damaged(nil, "a whole tar file", Self.nameless) }
      guard let name = try name(path, entry.kind, &folder) else { continue }
      guard names.insert(name).inserted, names.count <= Self.mostFiles else {
        throw damaged(name, "each file once, and at most \(Self.mostFiles)", "more")
      }
      guard let size = entry.size, size >= 0, size <= room else {
        throw damaged(
          name, "at most the \(room) bytes that are left of the archive", "a size of \(entry.size ?? 0)")
      }
      room -= size
      try body(File(name: name, size: size, archive: self, reader: reader, buffer: buffer))
    }
  }

  /// An entry's name in the archive's folder; nil for a folder.
  private func name(
    _ path: String, _ kind: ArchiveReader.Entry.Kind, _ folder: inout Substring?
  ) throws(ArchiveError) -> String? {
    guard kind == .file || kind == .folder else { throw damaged(path, "plain files", "a link or a device") }
    if kind == .folder { return nil }
    let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[1]) : path
    guard parts.count == 2, ArchiveName.isKnown(name), folder == nil || folder == parts[0] else {
      throw damaged(path, "the files of one job, such as job-1/manifest.json", "this name")
    }
    folder = parts[0]
    return name
  }

  private func read<Value>(
    _ entry: String?, _ expected: String, _ body: () throws(ArchiveReader.Failure) -> Value
  ) throws(ArchiveError) -> Value {
    do throws(ArchiveReader.Failure) {
      return try body()
    } catch {
      switch error {
      case .source(let error): throw damaged(entry, expected, "\(error)")
      case .archive(let words): throw damaged(entry, expected, words.map { "\"\($0)\"" } ?? Self.nameless)
      }
    }
  }

  func damaged(_ entry: String?, _ expected: String, _ found: String) -> ArchiveError {
    .damaged(path: path, entry: entry, expected: expected, found: found)
  }

  private static let nameless = "an entry without a readable name"
}
