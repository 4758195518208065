import Foundation

/// The state of a database file that nobody writes to: the log beside it is empty, or there is none.
///
/// Equal states before and after reading mean that nobody has changed the file in between.
struct QuietFile: Equatable {
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// - Returns: nil if there is no such file, or somebody writes to it or has died doing so.
  init?(_ path: String) {
    var status = stat()
    guard stat(path + "-wal", &status) != 0 || status.st_size == 0, access(path + "-journal", F_OK) != 0,
      stat(path, &status) == 0
    else { return nil }
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    seconds = Int(status.st_mtim.tv_sec)
    nanoseconds = Int(status.st_mtim.tv_nsec)
  }
}
