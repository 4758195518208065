import Foundation

/// What the kernel tells of this process.
struct ProcessFigures {
  /// Bytes of memory that it holds.
  var residentBytes: Int
  /// Files and sockets that are open.
  var openFiles: Int

  init() {
    // The second number is resident pages.
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    residentBytes = (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    // Without the one that lists the folder.
    openFiles = max(
      0, ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 1) - 1)
  }
}
