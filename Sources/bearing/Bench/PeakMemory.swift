import Compute
import Foundation

/// The most memory that this process has held at a time.
enum PeakMemory {
  /// Bytes since the last ``reset()``; 0 where the system does not tell.
  static var bytes: Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").compactMap({ Int($0) }).first
    else { return 0 }
    return kilobytes << 10
  }

  /// Starts anew from what is held now, after giving back what earlier measurements have left.
  ///
  /// - Returns: bytes that are held.
  static func reset() -> Int {
    MemoryRoom.giveBackFreed()
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    return bytes
  }
}
