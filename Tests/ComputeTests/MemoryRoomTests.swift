import Foundation
import Testing

@testable import Compute

/// What the system's files say of memory, read from copies of such files.
@Suite struct MemoryRoomTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "room-\(UUID().uuidString)")

  private func room(_ files: [String: String]) throws -> MemoryRoom {
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: false, encoding: .utf8)
    }
    return MemoryRoom(reading: SystemFiles(root: root.path))
  }

  private static let plain = [
    "proc/meminfo": "MemTotal:       1000 kB\nMemFree:  10 kB\nMemAvailable:    600 kB\n",
    "proc/self/status": "Name:\tbearing\nVmSize:\t     300 kB\nVmRSS:\t     100 kB\nVmData:\t 200 kB\n",
  ]

  private static let limits = """
    Limit                     Soft Limit           Hard Limit           Units     
    Max data size             unlimited            unlimited            bytes     
    Max address space         409600               unlimited            bytes     
    """

  @Test func `the machine alone`() throws {
    let room = try room(Self.plain)
    #expect(
      room.bounds == [
        .init(name: "the machine's memory", total: 1000 << 10, available: 600 << 10, held: 100 << 10)
      ])
    #expect(room.tightest?.capacity == 900 << 10)
  }

  @Test func `a limit of the shell's counts addresses, not pages`() throws {
    let room = try room(Self.plain.merging(["proc/self/limits": Self.limits]) { $1 })
    #expect(
      room.bounds.dropFirst().first
        == .init(
          name: "the limit of ulimit -v", total: 400 << 10, available: 100 << 10, held: 300 << 10, isOwn: true
        ))
    #expect(room.tightest?.name == "the limit of ulimit -v")
  }

  @Test func `control groups of version 2, one in another, a file's pages not counted`() throws {
    let room = try room(
      Self.plain.merging([
        "proc/self/cgroup": "0::/user.slice/job\n",
        "sys/fs/cgroup/user.slice/job/memory.max": "819200\n",
        "sys/fs/cgroup/user.slice/job/memory.current": "409600\n",
        "sys/fs/cgroup/user.slice/job/memory.stat": "anon 1\ninactive_file 102400\nactive_file 3\n",
        "sys/fs/cgroup/user.slice/memory.max": "512000\n",
        "sys/fs/cgroup/user.slice/memory.current": "500000\n",
      ]) { $1 })
    #expect(room.bounds.map(\.total) == [1000 << 10, 819200, 512000])
    #expect(room.bounds.map(\.available) == [600 << 10, 512000, 12000])
    #expect(room.tightest?.name == "the limit of the control group /user.slice")
  }

  @Test func `control groups of version 1, seen from inside a container`() throws {
    let room = try room(
      Self.plain.merging([
        "proc/self/cgroup": "9:name=systemd:/\n4:cpu,memory:/docker/4711\n0::/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "700000\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "100000\n",
        "sys/fs/cgroup/memory/docker/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/docker/memory.usage_in_bytes": "1\n",
      ]) { $1 })
    #expect(room.bounds.map(\.total) == [1000 << 10, 700000])
    #expect(room.bounds.last?.available == 600000)
  }

  @Test func `a system that does not tell bounds nothing`() throws {
    #expect(try room([:]).bounds.isEmpty)
    #expect(try room(["proc/meminfo": "MemTotal: many\n"]).tightest == nil)
  }

  @Test func `this machine tells`() {
    let room = MemoryRoom.now
    #expect(room.bounds.first?.name == "the machine's memory")
    #expect(room.bounds.allSatisfy { $0.total > 0 && $0.held > 1 << 20 && $0.available < $0.total })
  }
}
