import Files
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
    guard mkdir(temporary, 0o755) == 0 || errno == EEXIST else {
      throw DownloadError(.unwritable(path: temporary, reason: .last))
    }
    let descriptor = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DownloadError(.unwritable(path: temporary, reason: .last)) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw DownloadError(.unwritable(path: temporary, reason: .last))
    }
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
      throw DownloadError(.unwritable(path: folder, reason: .last))
    }
    do throws(FileError) { try Folder.sync(Folder.of(folder)) } catch { throw DownloadError(error) }
    return count
  }

  private func extract(
    into temporary: String, _ progress: (Int) -> Void, _ shouldStop: () -> Bool
  ) throws(DownloadError) -> Int {
    let file: OpenFile
    do throws(FileError) { file = try OpenFile(path: archive) } catch { throw damaged(nil, "\(error)") }
    let reader = try read(nil) { () throws(ArchiveReader.Failure) in try ArchiveReader(file, as: .zip) }
    var count = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    defer { buffer.deallocate() }
    var folders: Set<String> = []
    while true {
      if shouldStop() { throw .stopped(path: archive, received: file.size) }
      let next = try read(nil) { () throws(ArchiveReader.Failure) in try reader.next(strictly: true) }
      guard let entry = next else { return count }
      guard let name = entry.path else { throw damaged(nil, Self.nameless) }
      let path = ([temporary] + (try place(of: name, entry.kind))).joined(separator: "/")
      let isFolder = entry.kind == .folder
      let parent = isFolder ? path : Folder.of(path)
      if folders.insert(parent).inserted {
        do throws(FileError) { try Folder.make(parent) } catch { throw DownloadError(error) }
      }
      if isFolder { continue }
      try write(reader, to: path, entry: name, buffer)
      count += 1
      if count % 500 == 0 { progress(count) }
    }
  }

  /// - Returns: the components of an entry's path, safe to append.
  private func place(
    of name: String, _ kind: ArchiveReader.Entry.Kind
  ) throws(DownloadError) -> [String] {
    if name.hasPrefix("/") { throw damaged(name, "a path from the root") }
    let parts = name.split(separator: "/").map(String.init)
    if parts.isEmpty || parts.contains("..") { throw damaged(name, "a path that leads out of its folder") }
    guard kind == .file || kind == .folder else { throw damaged(name, "a link or a device") }
    return parts.filter { $0 != "." }
  }

  private func write(
    _ reader: ArchiveReader, to path: String, entry: String, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(DownloadError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw damaged(entry, "the same name twice") }
      throw DownloadError(.unwritable(path: path, reason: .last))
    }
    defer { close(descriptor) }
    var size = 0
    while true {
      let count = try read(entry) { () throws(ArchiveReader.Failure) in try reader.read(into: buffer) }
      if count == 0 { return }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      guard SystemCall.write(descriptor, bytes, at: size) == count else {
        throw DownloadError(.unwritable(path: path, reason: .last))
      }
      size += count
    }
  }

  private func read<Value>(
    _ entry: String?, _ body: () throws(ArchiveReader.Failure) -> Value
  ) throws(DownloadError) -> Value {
    do throws(ArchiveReader.Failure) {
      return try body()
    } catch {
      switch error {
      case .source(let error): throw damaged(entry, "\(error)")
      case .archive(let words): throw damaged(entry, words ?? Self.nameless)
      }
    }
  }

  private func damaged(_ entry: String?, _ found: String) -> DownloadError {
    .badArchive(path: archive, entry: entry, found: found)
  }

  private static let nameless = "an entry without a readable name"
}
