import Compute
import Foundation

/// The processor: what it can do, and how much of it this process may have.
enum ProcessorCheck {
  static func findings() -> [Finding] { [vectors(), bf16(), cores()] + environment() }

  private static func vectors() -> Finding {
    let features = ProcessorFeatures.here
    guard features.isKnown else {
      return .warn("/proc/cpuinfo does not say what the processor can do", "measure it with: bearing bench")
    }
    if features.hasAVX512 { return .ok("\(ProcessorInfo.name): AVX-512") }
    if features.hasAVX2 { return .ok("\(ProcessorInfo.name): AVX2, no AVX-512") }
    return .warn(
      "\(ProcessorInfo.name): no AVX2",
      "training will be many times slower; use a processor from 2013 or later")
  }

  private static func bf16() -> Finding {
    .ok(
      Precision.bf16.isSupported
        ? "AVX512_BF16: precision bf16 can be used" : "no AVX512_BF16: precision is f32 only")
  }

  private static func cores() -> Finding {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    guard let quota = CgroupLimit.cores() else { return .ok("\(cores) cores, no limit on their time") }
    let text = ProgressLine.fixed(quota, 1)
    if quota >= Double(cores) { return .ok("\(cores) cores; the control group allows \(text)") }
    let threads = max(1, Int(quota))
    return .warn(
      "\(cores) cores, but the control group allows the time of \(text)",
      "threads beyond that slow each other down: start with --threads \(threads)")
  }

  /// Settings of OpenMP that work against ours.
  private static func environment() -> [Finding] {
    let variables = ProcessInfo.processInfo.environment
    var findings: [Finding] = []
    for (name, why) in [
      ("OMP_NUM_THREADS", "the number of threads is --threads or resources.threads"),
      ("OMP_THREAD_LIMIT", "it keeps threads from waiting as is best"),
      ("OMP_DYNAMIC", "it lets the number of threads vary, and with it the results' last bits"),
      ("OMP_PROC_BIND", "it ties threads to cores that others may be using"),
    ] {
      if let value = variables[name] {
        findings.append(.warn("\(name)=\(value) is set", "\(why); type: unset \(name)"))
      }
    }
    return findings.isEmpty ? [.ok("no setting of OpenMP is in the way")] : findings
  }
}

/// How much processor time this process's control group may have.
enum CgroupLimit {
  /// In cores; nil when there is no limit. The strictest of the group and those above it counts.
  static func cores() -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8) else { return nil }
    var limits: [Double] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isV2 = parts[0] == "0"
      guard isV2 || parts[1].split(separator: ",").contains("cpu") else { continue }
      var group = URL(filePath: String(parts[2]))
      while true {
        limits += limit(of: group.path, isV2: isV2).map { [$0] } ?? []
        if group.path == "/" { break }
        group.deleteLastPathComponent()
      }
    }
    return limits.min()
  }

  private static func limit(of group: String, isV2: Bool) -> Double? {
    func numbers(_ path: String) -> [Double] {
      ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split { $0 == " " || $0 == "\n" }
        .compactMap { Double($0) }
    }
    if isV2 {
      // "200000 100000", or "max 100000" for no limit.
      let both = numbers("/sys/fs/cgroup\(group)/cpu.max")
      return both.count == 2 && both[1] > 0 ? both[0] / both[1] : nil
    }
    let folder = "/sys/fs/cgroup/cpu\(group)"
    guard let quota = numbers(folder + "/cpu.cfs_quota_us").first, quota > 0,
      let period = numbers(folder + "/cpu.cfs_period_us").first, period > 0
    else { return nil }
    return quota / period
  }
}
