import Concurrency
import Synchronization

/// The cores that runs side by side share.
///
/// A run keeps as many as it begins with until it ends, and after an interruption too: sums are taken in an order that
/// depends on the number of threads, so that the same number gives the same bits. Hence what is free is shared out when a
/// run begins: two that wait for two cores get one each, one alone gets both, and the next one waits.
///
/// Each gets cores of its own, of one memory node where one has enough of them.
package final class CoreShares: Sendable {
  /// What a run gets.
  package struct Share: Sendable, Equatable {
    package var threads: Int
    /// Where they run; nil for anywhere.
    package var cores: ThreadCores?
  }

  /// Those that training may use.
  package let cores: Int
  /// Runs side by side at most.
  package let most: Int
  /// Whether each run gets the same, however many wait.
  private let isEqual: Bool
  /// Those that can be told apart, by node; none where training may not use all that the process has: others, of whom nobody
  /// here knows, have the rest.
  private let nodes: [ThreadCores]
  /// By run.
  private let taken = Mutex<[Int64: Share]>([:])

  /// - Parameters:
  ///   - cores: at least 1.
  ///   - workers: runs side by side, each with as many cores (at least one), also where fewer wait; nil for as many as wait,
  ///     as long as each has a core.
  ///   - available: the process's cores.
  ///   - nodes: the cores of each memory node of the machine.
  package init(
    cores: Int, workers: Int?, available: ThreadCores = .ofProcess, nodes: [ThreadCores] = ThreadCores.nodes
  ) {
    self.cores = max(1, cores)
    most = workers ?? self.cores
    isEqual = workers != nil
    let own = Set(available.numbers)
    self.nodes =
      own.count == self.cores
      ? nodes.map { ThreadCores($0.numbers.filter(own.contains)) }.filter { !$0.numbers.isEmpty } : []
  }

  /// Cores of each of so many runs that wait at the same time, and how many of them are trained side by side.
  package func shares(of runs: Int) -> (threads: Int, sideBySide: Int) {
    let sideBySide = max(1, min(runs, most))
    return (max(1, cores / (isEqual ? max(1, most) : sideBySide)), sideBySide)
  }

  /// Whether one run more may begin.
  package var haveRoom: Bool { taken.withLock { room(beside: $0).runs > 0 } }

  /// Cores that nobody has.
  var free: Int { taken.withLock { room(beside: $0).cores } }

  /// Sets cores aside for a run that is about to begin.
  ///
  /// - Parameters:
  ///   - began: with how many it began before it was interrupted; nil for one that has not begun.
  ///   - limit: how many its config lets it have.
  ///   - waiting: runs that could begin now, this one among them.
  /// - Returns: nil when it has to wait for others to end.
  package func take(for run: Int64, began: Int?, limit: Int?, waiting: Int) -> Share? {
    taken.withLock { taken in
      taken[run] = nil
      let room = room(beside: taken)
      guard room.runs > 0 else { return nil }
      let equal =
        isEqual ? max(1, cores / max(1, most)) : max(1, room.cores / min(room.runs, max(1, waiting)))
      let threads = began ?? min(equal, limit ?? equal)
      // One that began where there were more cores has to share these with itself.
      guard isEqual || threads <= room.cores || taken.isEmpty else { return nil }
      let share = Share(threads: threads, cores: place(threads, beside: taken))
      taken[run] = share
      return share
    }
  }

  package func giveBack(_ run: Int64) { taken.withLock { $0[run] = nil } }

  private func room(beside taken: [Int64: Share]) -> (cores: Int, runs: Int) {
    let free = max(0, cores - taken.values.reduce(0) { $0 + $1.threads })
    return (free, isEqual ? most - taken.count : min(free, most - taken.count))
  }

  /// Cores that nobody has: of the node that they fill best, or else of several.
  private func place(_ threads: Int, beside taken: [Int64: Share]) -> ThreadCores? {
    let used = Set(taken.values.flatMap { $0.cores?.numbers ?? [] })
    let free = nodes.map { $0.numbers.filter { !used.contains($0) } }
    if let node = free.filter({ $0.count >= threads }).min(by: { $0.count < $1.count }) {
      return ThreadCores(Array(node.prefix(threads)))
    }
    let all = free.sorted { $0.count > $1.count }.flatMap(\.self)
    return all.count >= threads ? ThreadCores(Array(all.prefix(threads))) : nil
  }
}
