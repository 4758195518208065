import Foundation

/// What Linux tells of memory in its files.
struct SystemFiles {
  /// `/`, or a folder that has the same files for a test.
  var root = "/"

  /// A control group with a limit, in bytes.
  struct Group: Equatable {
    var path: String
    var limit: Int
    var used: Int
    var reclaimable: Int
  }

  /// `/proc/meminfo`, in bytes.
  var machine: [String: Int] { Self.kilobytes(text("proc/meminfo")) }

  /// The sizes of this process, in bytes.
  var process: [String: Int] { Self.kilobytes(text("proc/self/status")) }

  /// The soft limits of this process that are limits at all.
  var limits: [String: Int] {
    var limits: [String: Int] = [:]
    for line in text("proc/self/limits").split(separator: "\n") {
      // The name takes 26 columns; then come the soft limit, the hard one and the unit.
      guard line.count > 26, let soft = line.dropFirst(26).split(separator: " ").first else { continue }
      limits[line.prefix(26).trimmingCharacters(in: .whitespaces)] = Int(soft)
    }
    return limits
  }

  /// The groups that bound this process's memory, the innermost first.
  var memoryGroups: [Group] {
    var groups: [Group] = []
    for line in text("proc/self/cgroup").split(separator: "\n") {
      // ID:CONTROLLERS:PATH; version 2 has the line 0::PATH.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isUnified = parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { continue }
      let mount = isUnified ? "sys/fs/cgroup" : "sys/fs/cgroup/memory"
      var path = String(parts[2])
      while true {
        // Inside a container the path may be that of the host, and the group's files lie at the mount's root.
        if let group = group(mount + path, called: path, isUnified: isUnified) { groups.append(group) }
        if path == "/" || path.isEmpty { break }
        path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        if path.isEmpty { path = "/" }
      }
    }
    return groups
  }

  private func group(_ folder: String, called path: String, isUnified: Bool) -> Group? {
    let names =
      isUnified
      ? ("memory.max", "memory.current", "inactive_file")
      : ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    // "max" is no number, and version 1 says the largest one for no limit.
    guard let limit = Int(text(folder + "/" + names.0)), limit < 1 << 60,
      let used = Int(text(folder + "/" + names.1))
    else { return nil }
    let pages = text(folder + "/memory.stat").split(separator: "\n").first { $0.hasPrefix(names.2 + " ") }
    return Group(
      path: path, limit: limit, used: used,
      reclaimable: pages.flatMap { $0.split(separator: " ").last.flatMap { Int($0) } } ?? 0)
  }

  private func text(_ path: String) -> String {
    let text =
      (try? String(contentsOfFile: (root as NSString).appendingPathComponent(path), encoding: .utf8)) ?? ""
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// `MemTotal:  24 kB` as 24,576.
  private static func kilobytes(_ text: String) -> [String: Int] {
    var values: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
      if words.count == 3, words[2] == "kB", let number = Int(words[1]) {
        values[String(words[0])] = number << 10
      }
    }
    return values
  }
}
