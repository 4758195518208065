import Foundation

/// Whether the clock can be right: points do not depend on it, but the times of jobs and what is left to wait do.
struct ClockCheck {
  /// When the newest job was made, in seconds since 1970.
  let newestJob: Double?

  func findings() -> [Finding] {
    let now = Date()
    let advice = "set it, for instance with: timedatectl set-ntp true"
    if let newestJob, newestJob > now.timeIntervalSince1970 + 60 {
      return [.warn("the clock is behind the newest job in the database", advice)]
    }
    // It cannot be earlier than when this program was built.
    var program = stat()
    if stat("/proc/self/exe", &program) == 0, Double(program.st_mtim.tv_sec) > now.timeIntervalSince1970 + 60
    {
      return [.warn("the clock is behind the time when this program was built", advice)]
    }
    return [.ok("the clock says \(ISO8601DateFormatter().string(from: now))")]
  }
}
