import Foundation

/// Folders as the files in them need them.
package enum Folder {
  /// The folder that a file is in; `.` for a plain name.
  package static func of(_ path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// Makes a folder and those above it, unless they are there.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package static func make(_ path: String) throws(FileError) {
    if path.isEmpty || mkdir(path, 0o777) == 0 { return }
    let code = errno
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw .unwritable(path: path, reason: .system(ENOTDIR))
    }
    guard code == ENOENT, let end = path.lastIndex(of: "/"), end > path.startIndex else {
      throw .unwritable(path: path, reason: .system(code))
    }
    try make(String(path[..<end]))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .unwritable(path: path, reason: .last) }
  }

  /// Makes the names in a folder outlive a power cut.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package static func sync(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: .last) }
    defer { close(descriptor) }
    // EINVAL: a file system that has nothing to sync there.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .unwritable(path: path, reason: .last) }
  }
}
