import COneDNN

/// How much memory this process can have: of the machine, of the control groups that it runs in, and of its own limits.
package struct MemoryRoom: Sendable, Equatable {
  /// One thing that bounds it.
  package struct Bound: Sendable, Equatable {
    /// As a sentence has it: `the machine's memory`, `the limit of ulimit -v`.
    package let name: String
    /// Bytes in all.
    package let total: Int
    /// Bytes that are left of it now.
    package let available: Int
    /// Bytes of it that this process holds now.
    package let held: Int
    /// Whether nobody else takes of it: what this process does not give back will not become free.
    package let isOwn: Bool

    package init(name: String, total: Int, available: Int, held: Int, isOwn: Bool = false) {
      (self.name, self.total, self.available, self.held) = (name, total, available, held)
      self.isOwn = isOwn
    }

    /// What a run takes of it beside what it needs: where addresses are counted, those that the heap of each of its
    /// threads keeps for later, 64 MB apiece.
    package var overhead: Int { isOwn ? 256 << 20 : 0 }

    /// The most that one run can have, were this process alone and did it hold what it holds now.
    package var capacity: Int { max(0, total - held - overhead) }
  }

  /// What there is; the machine's own first. Empty where the system does not tell.
  package let bounds: [Bound]

  package init(bounds: [Bound]) { self.bounds = bounds }

  /// As it is now.
  package static var now: MemoryRoom { MemoryRoom(reading: SystemFiles()) }

  /// As it was when this was first asked for: by a process that trains, before it does.
  package static let atStart = now

  init(reading files: SystemFiles) {
    let process = files.process
    let resident = process["VmRSS"] ?? 0
    bounds =
      [Self.machine(files, resident)].compactMap { $0 } + Self.groups(files, resident)
      + Self.limits(files, process)
  }

  /// The bound that leaves the least, were this process alone.
  package var tightest: Bound? { bounds.min { $0.capacity < $1.capacity } }

  /// Gives memory back to the system that was freed and kept for later.
  package static func giveBackFreed() { malloc_trim(0) }

  // MARK: Bounds

  private static func machine(_ files: SystemFiles, _ resident: Int) -> Bound? {
    guard let total = files.machine["MemTotal"], let available = files.machine["MemAvailable"] else {
      return nil
    }
    return Bound(name: "the machine's memory", total: total, available: available, held: resident)
  }

  /// The group that the process is in and those around it, each with a limit of its own.
  private static func groups(_ files: SystemFiles, _ resident: Int) -> [Bound] {
    files.memoryGroups.map {
      // Pages of files that nobody writes are given up before a process is ended.
      Bound(
        name: "the limit of the control group \($0.path)", total: $0.limit,
        available: max(0, $0.limit - max(0, $0.used - $0.reclaimable)), held: resident)
    }
  }

  private static func limits(_ files: SystemFiles, _ process: [String: Int]) -> [Bound] {
    let kinds = [("Max address space", "VmSize", "ulimit -v"), ("Max data size", "VmData", "ulimit -d")]
    let limits = files.limits
    return kinds.compactMap { key, size, name in
      limits[key].map {
        let held = process[size] ?? 0
        return Bound(
          name: "the limit of \(name)", total: $0, available: max(0, $0 - held), held: held, isOwn: true)
      }
    }
  }
}
