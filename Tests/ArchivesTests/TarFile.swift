import CArchive
import Files
import Formats
import Foundation
import Training

@testable import Archives

/// A tar as a list of entries that a test can change.
struct TarFile {
  struct Entry {
    var name: String
    var bytes: [UInt8]
    /// Where a link leads; nil for a file.
    var link: String?
  }

  var entries: [Entry] = []

  init(_ path: String) throws {
    try ArchiveFiles(path: path).each { file in
      var bytes: [UInt8] = []
      try file.pieces { bytes += $0 }
      entries.append(Entry(name: "job-2/" + file.name, bytes: bytes))
    }
  }

  subscript(name: String) -> String {
    get { String(decoding: entries.first { $0.name == "job-2/" + name }?.bytes ?? [], as: UTF8.self) }
    set {
      guard let index = entries.firstIndex(where: { $0.name == "job-2/" + name }) else { return }
      entries[index].bytes = Array(newValue.utf8)
    }
  }

  /// Makes the manifest say what is there.
  mutating func seal() {
    let files = entries.filter { !$0.name.hasSuffix("/manifest.json") }.map { entry in
      let digest = Digest.sha256
      entry.bytes.withUnsafeBytes { digest.add($0) }
      return Manifest.File(
        name: String(entry.name.dropFirst("job-2/".count)), bytes: entry.bytes.count, sha256: digest.finish())
    }
    self["manifest.json"] =
      Manifest(program: "a test", createdAt: 1_700_000_000, files: files).json.canonicalText
  }

  func write(to path: String) {
    let writer = archive_write_new()
    defer { archive_write_free(writer) }
    archive_write_set_format_pax_restricted(writer)
    archive_write_open_filename(writer, path)
    for file in entries {
      let entry = archive_entry_new()
      defer { archive_entry_free(entry) }
      archive_entry_set_pathname(entry, file.name)
      archive_entry_set_perm(entry, 0o644)
      if let link = file.link {
        archive_entry_set_filetype(entry, S_IFLNK)
        archive_entry_set_symlink(entry, link)
      } else {
        archive_entry_set_filetype(entry, S_IFREG)
        archive_entry_set_size(entry, Int64(file.bytes.count))
      }
      archive_write_header(writer, entry)
      _ = file.bytes.withUnsafeBytes { archive_write_data(writer, $0.baseAddress, $0.count) }
    }
    archive_write_close(writer)
  }
}
