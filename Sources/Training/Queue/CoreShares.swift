import Synchronization

/// The cores that runs side by side share.
///
/// A run keeps as many as it begins with until it ends, and after an interruption too: sums are taken in an order that
/// depends on the number of threads, so that the same number gives the same bits. Hence what is free is shared out when a
/// run begins: two that wait for two cores get one each, one alone gets both, and the next one waits.
package final class CoreShares: Sendable {
  /// Those that training may use.
  package let cores: Int
  /// Runs side by side at most.
  package let most: Int
  /// Whether each run gets the same, however many wait.
  private let isEqual: Bool
  /// By run.
  private let taken = Mutex<[Int64: Int]>([:])

  /// - Parameters:
  ///   - cores: at least 1.
  ///   - workers: runs side by side, each with as many cores (at least one), also where fewer wait; nil for as many as wait,
  ///     as long as each has a core.
  package init(cores: Int, workers: Int?) {
    self.cores = max(1, cores)
    most = workers ?? self.cores
    isEqual = workers != nil
  }

  /// Cores of each of so many runs that wait at the same time, and how many of them are trained side by side.
  package func shares(of runs: Int) -> (threads: Int, sideBySide: Int) {
    let sideBySide = max(1, min(runs, most))
    return (max(1, cores / (isEqual ? max(1, most) : sideBySide)), sideBySide)
  }

  /// Whether one run more may begin.
  package var haveRoom: Bool { taken.withLock { room(beside: $0).runs > 0 } }

  /// Sets cores aside for a run that is about to begin.
  ///
  /// - Parameters:
  ///   - began: with how many it began before it was interrupted; nil for one that has not begun.
  ///   - limit: how many its config lets it have.
  ///   - waiting: runs that could begin now, this one among them.
  /// - Returns: how many it gets; nil when it has to wait for others to end.
  package func take(for run: Int64, began: Int?, limit: Int?, waiting: Int) -> Int? {
    taken.withLock { taken in
      taken[run] = nil
      let room = room(beside: taken)
      guard room.runs > 0 else { return nil }
      let share =
        isEqual ? max(1, cores / max(1, most)) : max(1, room.cores / min(room.runs, max(1, waiting)))
      let threads = began ?? min(share, limit ?? share)
      // One that began where there were more cores has to share these with itself.
      guard isEqual || threads <= room.cores || taken.isEmpty else { return nil }
      taken[run] = threads
      return threads
    }
  }

  package func giveBack(_ run: Int64) { taken.withLock { $0[run] = nil } }

  private func room(beside taken: [Int64: Int]) -> (cores: Int, runs: Int) {
    let free = max(0, cores - taken.values.reduce(0, +))
    return (free, isEqual ? most - taken.count : min(free, most - taken.count))
  }
}
