import CArchive
import Glibc

/// One member of a tar archive. Its bytes are there until the archive goes on to the next.
final class TarMember: ByteSource {
  /// The last part of its path: archives differ in the folders that they put before it.
  let name: String
  /// What it is instead of a regular file; nil if it is one.
  let otherKind: String?
  /// Bytes, as its header has it. It may be wrong.
  let size: Int?

  private let archive: TarReader

  init(of archive: TarReader, entry: OpaquePointer) {
    self.archive = archive
    let whole = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    let parts = whole.map { String(cString: $0).split(separator: "/") } ?? []
    name = parts.last.map(String.init) ?? ""
    size = Int(archive_entry_size(entry))
    otherKind = Self.otherKind(entry)
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

  private static func otherKind(_ entry: OpaquePointer) -> String? {
    if archive_entry_hardlink(entry) != nil { return "a link to another member" }
    // libarchive's AE_IF... have the values of the system's S_IF...
    switch archive_entry_filetype(entry) {
    case S_IFREG: return nil
    case S_IFLNK: return "a symbolic link"
    case S_IFDIR: return "a folder"
    default: return "a device, a pipe or the like"
    }
  }
}
