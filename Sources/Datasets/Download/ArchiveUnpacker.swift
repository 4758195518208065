import CArchive
import Foundation

/// Unpacks an archive that holds one folder, all of it or nothing.
///
/// An archive is a stranger's list of names to write to. Only plain files and folders below the one folder are
/// taken; a path from the root, a `..` or a link of any kind ends it, with nothing left behind.
struct ArchiveUnpacker {
  let archive: String
  /// Where the archive's one folder goes; its last component is that folder's name in the archive.
  let folder: String

  /// Unpacks into a temporary folder beside `folder`, and gives it its name when everything is on the disk.
  ///
  /// - Parameter progress: called with the number of files, every few hundred.
  /// - Returns: how many files there were.
  /// - Throws: ``DownloadError``; the temporary folder is gone then.
  func unpack(progress: (Int) -> Void, shouldStop: () -> Bool) throws(DownloadError) -> Int {
    // Under one name, so that what a killed process left is found and removed by the next.
    let temporary = folder + ".unpacking"
    guard mkdir(temporary, 0o755) == 0 || errno == EEXIST else { throw DownloadError(.last(temporary)) }
    let descriptor = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DownloadError(.last(temporary)) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw DownloadError(.last(temporary)) }
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: temporary) {
        try FileManager.default.removeItem(atPath: temporary + "/" + name)
      }
    } catch {
      throw .unwritable(path: temporary, reason: "\(error.localizedDescription)")
    }
    let count = try extract(into: temporary, progress, shouldStop)
    let name = (folder as NSString).lastPathComponent
    guard access("\(temporary)/\(name)", F_OK) == 0 else {
      throw .badArchive(path: archive, entry: nil, found: "no folder \(name) in it")
    }
    // One call for a hundred thousand files, which would each wait for the disk. On Linux it returns when all is there.
    sync()
    guard rename("\(temporary)/\(name)", folder) == 0 else {
      throw DownloadError(.last(folder))
    }
    do throws(FileFailure) { try PartialFile.syncFolder(of: folder) } catch { throw DownloadError(error) }
    return count
  }

  private func extract(
    into temporary: String, _ progress: (Int) -> Void, _ shouldStop: () -> Bool
  ) throws(DownloadError) -> Int {
    guard let reader = archive_read_new() else { throw damaged(nil, "libarchive did not start") }
    defer { archive_read_free(reader) }
    archive_read_support_format_zip(reader)
    guard archive_read_open_filename(reader, archive, 1 << 16) == ARCHIVE_OK else {
      throw damaged(nil, Self.message(reader))
    }
    var count = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    defer { buffer.deallocate() }
    var folders: Set<String> = []
    while true {
      if shouldStop() { throw .stopped(path: archive, received: Self.size(of: archive)) }
      var entry: OpaquePointer?
      let status = archive_read_next_header(reader, &entry)
      if status == ARCHIVE_EOF { return count }
      guard status == ARCHIVE_OK, let entry, let text = archive_entry_pathname(entry) else {
        throw damaged(nil, Self.message(reader))
      }
      let name = String(cString: text)
      let place = try place(of: name, entry)
      let path = ([temporary] + place).joined(separator: "/")
      let isFolder = archive_entry_filetype(entry) == S_IFDIR
      let parent = isFolder ? path : (path as NSString).deletingLastPathComponent
      if folders.insert(parent).inserted {
        do throws(FileFailure) { try FileFailure.makeFolder(parent) } catch { throw DownloadError(error) }
      }
      if isFolder { continue }
      try write(reader, to: path, entry: name, buffer)
      count += 1
      if count % 500 == 0 { progress(count) }
    }
  }

  /// - Returns: the components of an entry's path, safe to append.
  private func place(of name: String, _ entry: OpaquePointer) throws(DownloadError) -> [String] {
    if name.hasPrefix("/") { throw damaged(name, "a path from the root") }
    let parts = name.split(separator: "/").map(String.init)
    if parts.isEmpty || parts.contains("..") { throw damaged(name, "a path that leads out of its folder") }
    let kind = archive_entry_filetype(entry)
    guard kind == S_IFREG || kind == S_IFDIR, archive_entry_hardlink(entry) == nil,
      archive_entry_symlink(entry) == nil
    else { throw damaged(name, "a link or a device") }
    return parts.filter { $0 != "." }
  }

  private func write(
    _ reader: OpaquePointer, to path: String, entry: String, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(DownloadError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw damaged(entry, "the same name twice") }
      throw DownloadError(.last(path))
    }
    defer { close(descriptor) }
    while true {
      let count = archive_read_data(reader, buffer.baseAddress, buffer.count)
      if count == 0 { return }
      if count < 0 { throw damaged(entry, Self.message(reader)) }
      var written = 0
      while written < count {
        let got = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), count - written)
        if got < 0 {
          if errno == EINTR { continue }
          throw DownloadError(.last(path))
        }
        written += got
      }
    }
  }

  private func damaged(_ entry: String?, _ found: String) -> DownloadError {
    .badArchive(path: archive, entry: entry, found: found)
  }

  private static func message(_ reader: OpaquePointer) -> String {
    archive_error_string(reader).map { String(cString: $0) } ?? "an entry without a readable name"
  }

  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
