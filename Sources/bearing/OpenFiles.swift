import Foundation

/// The process's limit on open files, sockets among them.
enum OpenFiles {
  private static let wanted: rlim_t = 8192

  /// Raises the limit as far as 8192 where the system lets us: the usual 1024 is fewer than connections, readers of
  /// the database and datasets may need together.
  static func raiseLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted else {
      return
    }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
