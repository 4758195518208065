import Compute
import Synchronization

/// Lets runs begin while there is memory for them: for each as much as it needs at its peak, also where it has not come to
/// that yet.
package final class MemoryBudget: Sendable {
  private let room: @Sendable () -> MemoryRoom
  private let state = Mutex(State())

  private struct State {
    /// What the runs under way need, by their ids.
    var shares: [Int64: Share] = [:]
    /// What this process held of each bound when the first of them began, by the bounds' names.
    var before: [String: Int] = [:]
  }

  private struct Share {
    var need: MemoryNeed
    /// The dataset's name: runs of one share its pictures.
    var dataset: String
    /// Who has asked for it: two threads may be about to claim one run, and one of them will get it.
    var holders = 1
  }

  /// - Parameter room: tells what there is now.
  package init(room: @escaping @Sendable () -> MemoryRoom = { MemoryRoom.now }) { self.room = room }

  /// Sets memory aside for a run, if there is enough. Who does so for a run for which another has done it shares with it.
  ///
  /// - Parameters:
  ///   - need: what it needs at its peak.
  ///   - dataset: the name of its dataset.
  /// - Throws: ``MemoryShortage`` when there is not; for good where nothing that will end keeps it from the run.
  package func reserve(_ need: MemoryNeed, of dataset: String, for run: Int64) throws(MemoryShortage) {
    let room = room()
    let shortage: MemoryShortage? = state.withLock { state in
      if state.shares[run] != nil {
        state.shares[run]?.holders += 1
        return nil
      }
      if state.shares.isEmpty {
        state.before = Dictionary(room.bounds.map { ($0.name, $0.held) }) { first, _ in first }
      }
      let isThere = state.shares.values.contains { $0.dataset == dataset }
      let own = need.bytes - (isThere ? need.dataset : 0)
      if let (left, bound) = Self.leastLeft(room, state), left < own {
        return MemoryShortage(
          need: own, room: left, bound: bound.name, isForGood: bound.isOwn && state.shares.isEmpty)
      }
      state.shares[run] = Share(need: need, dataset: dataset)
      return nil
    }
    if let shortage { throw shortage }
  }

  /// How many runs with the same need could begin now; nil where the system tells of no bound.
  package func runs(of need: MemoryNeed, dataset: String) -> Int? {
    let room = room()
    return state.withLock { state in
      guard let left = Self.leastLeft(room, state)?.bytes else { return nil }
      let isThere = state.shares.values.contains { $0.dataset == dataset }
      let own = need.bytes - need.dataset
      return own > 0 ? max(0, left - (isThere ? 0 : need.dataset)) / own : nil
    }
  }

  /// Gives back what was set aside for a run, if anything was, once each who asked for it has done so.
  package func release(_ run: Int64) {
    state.withLock { state in
      state.shares[run]?.holders -= 1
      if state.shares[run]?.holders == 0 { state.shares[run] = nil }
    }
  }

  /// The bound that leaves the least for one run more when those under way have come to their peaks; nil where the system
  /// tells of none.
  private static func leastLeft(
    _ room: MemoryRoom, _ state: State
  ) -> (bytes: Int, bound: MemoryRoom.Bound)? {
    let promised = bytes(state.shares.values)
    return room.bounds.map { bound in
      // What this process has grown by is what the runs have taken already.
      let grown = max(0, bound.held - (state.before[bound.name] ?? bound.held))
      let others = promised + state.shares.count * bound.overhead
      return (max(0, bound.available - max(0, others - grown) - bound.overhead), bound)
    }.min { $0.0 < $1.0 }
  }

  /// Of all of them together, at their peaks.
  private static func bytes(_ shares: some Collection<Share>) -> Int {
    let datasets = Dictionary(shares.map { ($0.dataset, $0.need.dataset) }, uniquingKeysWith: max)
    return shares.reduce(datasets.values.reduce(0, +)) { $0 + $1.need.bytes - $1.need.dataset }
  }
}

/// That a run needs more memory than there is.
package struct MemoryShortage: Error, Equatable, CustomStringConvertible {
  /// Bytes that it needs, and that there are.
  package let need: Int
  package let room: Int
  /// What bounds them: `the machine's memory`.
  package let bound: String
  /// Whether it would not fit either if nothing else were there.
  package let isForGood: Bool

  package var description: String {
    let (need, room) = (Self.text(need), Self.text(room))
    return isForGood
      ? "one of its runs needs \(need) of memory, and this program can have \(room) at most (\(bound)); use a smaller"
        + " batch_size or network, or a machine with more memory"
      : "it needs \(need) of memory, and \(room) are free (\(bound)); it begins by itself as soon as there is enough"
  }

  /// `3.2 GB`, `640 MB`; powers of ten, as memory is sold and `free -h --si` has it.
  static func text(_ bytes: Int) -> String {
    let (size, unit) = bytes < 1_000_000_000 ? (1e6, "MB") : (1e9, "GB")
    let tenths = Int((Double(max(bytes, 0)) / size * 10).rounded())
    return tenths >= 1000 || tenths % 10 == 0
      ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}

extension MemoryRoom {
  /// - Throws: ``MemoryShortage`` for a need that this process can never meet, were there nothing else.
  func check(_ need: Int) throws(MemoryShortage) {
    guard let tightest, tightest.capacity < need else { return }
    throw MemoryShortage(need: need, room: tightest.capacity, bound: tightest.name, isForGood: true)
  }
}
