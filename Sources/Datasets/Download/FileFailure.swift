import Glibc

/// A system call on a file that failed.
struct FileFailure: Error, Equatable {
  let path: String
  /// `errno`; `EWOULDBLOCK` for a file that another process has locked.
  let code: Int32

  /// The failure that `errno` tells of now.
  static func last(_ path: String) -> FileFailure { FileFailure(path: path, code: errno) }

  var reason: String { String(cString: strerror(code)) }

  /// Makes a folder and those above it, unless they are there.
  static func makeFolder(_ path: String) throws(FileFailure) {
    if path.isEmpty || mkdir(path, 0o755) == 0 { return }
    let code = errno
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw FileFailure(path: path, code: ENOTDIR)
    }
    guard code == ENOENT, let end = path.lastIndex(of: "/"), end > path.startIndex else {
      throw FileFailure(path: path, code: code)
    }
    try makeFolder(String(path[..<end]))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .last(path) }
  }
}

extension DownloadError {
  init(_ failure: FileFailure) {
    switch failure.code {
    case ENOSPC, EDQUOT: self = .diskFull(path: failure.path)
    case EWOULDBLOCK: self = .busy(path: failure.path)
    default: self = .unwritable(path: failure.path, reason: failure.reason)
    }
  }
}
