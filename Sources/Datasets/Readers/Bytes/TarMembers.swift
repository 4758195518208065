import Files

/// The members of a tar archive, plain or gzip, one after the other, unpacked on the way.
///
/// libarchive reads the tar. The bytes come to it from a ``ByteReader``, because libarchive's own gzip filter does
/// not compare checksums: a flipped bit would become a wrong pixel.
final class TarMembers {
  let path: String
  private let input: ByteReader
  private let archive: ArchiveReader

  /// - Throws: ``DatasetError/unreadable(path:reason:)``, ``DatasetError/empty(path:expected:)``.
  init(path: String) throws(DatasetError) {
    self.path = path
    let input = try ByteReader(path: path)
    if input.size == 0 { throw .empty(path: path, expected: "a tar.gz archive") }
    self.input = input
    do throws(ArchiveReader.Failure) {
      archive = try ArchiveReader(as: .tar) { try input.read(into: $0) }
    } catch {
      throw Self.error(error, path)
    }
  }

  /// The next member, whose bytes can be read until the one after it is asked for; nil at the end.
  ///
  /// - Throws: ``DatasetError/corruptArchive(path:found:)`` and what ``ByteReader`` throws. At the end, gzip's
  ///   checksum has been compared.
  func next() throws(DatasetError) -> TarMember? {
    do throws(ArchiveReader.Failure) {
      if let entry = try archive.next() { return TarMember(entry, of: self) }
    } catch {
      throw Self.error(error, path)
    }
    try input.drain()
    return nil
  }

  /// As ``ByteSource/read(into:)``, of the member that the archive is at.
  fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    do throws(ArchiveReader.Failure) { return try archive.read(into: buffer) } catch {
      throw Self.error(error, path)
    }
  }

  /// What went wrong: before the tar, if the bytes would not come, else in it.
  private static func error(_ failure: ArchiveReader.Failure, _ path: String) -> DatasetError {
    switch failure {
    case .source(let error):
      error as? DatasetError ?? .unreadable(path: path, reason: "\(error)")
    case .archive(let words):
      .corruptArchive(path: path, found: words ?? "an entry without a readable name")
    }
  }
}

/// One member of a tar archive. Its bytes are there until the archive goes on to the next.
final class TarMember: ByteSource {
  /// The last part of its path: archives differ in the folders that they put before it.
  let name: String
  /// What it is instead of a regular file; nil if it is one.
  let otherKind: String?
  /// Bytes, as its header has it. It may be wrong.
  let size: Int?

  private let archive: TarMembers

  fileprivate init(_ entry: ArchiveReader.Entry, of archive: TarMembers) {
    self.archive = archive
    name = entry.path?.split(separator: "/").last.map(String.init) ?? ""
    size = entry.size ?? 0
    otherKind =
      switch entry.kind {
      case .file: nil
      case .hardLink: "a link to another member"
      case .symbolicLink: "a symbolic link"
      case .folder: "a folder"
      case .other: "a device, a pipe or the like"
      }
  }

  var path: String { "\(archive.path): \(name)" }

  var likelySize: Int { size ?? 0 }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if got == 0 { break }
      filled += got
    }
    return filled
  }
}
