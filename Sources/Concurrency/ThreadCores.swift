import CLinux
import Foundation

/// The cores that a thread may run on. What a thread starts begins with its own.
///
/// Runs side by side that each have cores of their own do not take each other's caches, and on a machine of several memory nodes
/// each has its memory near. Dispatch's threads are whoever's needs one first: work that belongs to no run calls
/// ``unbind()`` at its head.
package struct ThreadCores: Sendable, Equatable {
  /// Numbers as the system has them, rising.
  package let numbers: [Int]

  package init(_ numbers: [Int]) { self.numbers = numbers.sorted() }

  /// Those of the process, as it was started.
  package static let ofProcess = current

  /// Those of the calling thread; none where the system does not tell.
  package static var current: ThreadCores {
    var mask = [UInt](repeating: 0, count: words)
    let size = mask.count * MemoryLayout<UInt>.size
    guard sched_getaffinity(0, size, &mask) >= 0 else { return ThreadCores([]) }
    return ThreadCores(
      (0..<words * UInt.bitWidth).filter { mask[$0 / UInt.bitWidth] >> ($0 % UInt.bitWidth) & 1 == 1 })
  }

  /// Has the calling thread run on these alone. Where the system does not let it, it runs where it did.
  package func bind() {
    var mask = [UInt](repeating: 0, count: Self.words)
    for number in numbers where number / UInt.bitWidth < Self.words {
      mask[number / UInt.bitWidth] |= 1 << (number % UInt.bitWidth)
    }
    let size = mask.count * MemoryLayout<UInt>.size
    sched_setaffinity(0, size, mask)
  }

  /// Lets the calling thread run on every core of the process.
  ///
  /// - Complexity: a system call of less than a microsecond.
  package static func unbind() { if !ofProcess.numbers.isEmpty { ofProcess.bind() } }

  /// For 8192 cores, as many as Linux can be built for.
  private static let words = 8192 / UInt.bitWidth

  /// The cores of each memory node of the machine; a single node where the system does not tell.
  package static let nodes: [ThreadCores] = {
    let folder = "/sys/devices/system/node"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasPrefix("node") && Int($0.dropFirst(4)) != nil }
    let nodes = names.compactMap { try? String(contentsOfFile: "\(folder)/\($0)/cpulist", encoding: .utf8) }
      .map { ThreadCores(list: $0) }.filter { !$0.numbers.isEmpty }
    return nodes.isEmpty ? [ofProcess] : nodes.sorted { $0.numbers[0] < $1.numbers[0] }
  }()

  /// `0-3,8`, as Linux writes lists of cores.
  package init(list: String) {
    self.init(
      list.split { $0 == "," || $0.isWhitespace }.flatMap { part -> [Int] in
        let ends = part.split(separator: "-").map { Int($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last
        else {
          return []
        }
        return Array(first...last)
      })
  }
}
