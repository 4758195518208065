import Concurrency
import Testing
@testable import Training

/// How cores are shared out.
struct CoreSharesTests {
  @Test func `what is free is shared among those that wait, and all of it is given out`() {
    for (cores, waiting, expected) in [
      (2, 2, [1, 1]), (2, 1, [2]), (8, 3, [2, 3, 3]), (3, 2, [1, 2]), (4, 100, [1, 1, 1, 1]),
      (64, 2, [32, 32]),
    ] {
      let shares = CoreShares(cores: cores, workers: nil)
      var (found, left) = ([Int](), waiting)
      while let share = shares.take(for: Int64(left), began: nil, limit: nil, waiting: left), left > 0 {
        found.append(share.threads)
        left -= 1
        if left == 0 { break }
      }
      #expect(found == expected, "\(cores) cores, \(waiting) runs")
      #expect(!shares.haveRoom || found.reduce(0, +) < cores)
      #expect(found.reduce(0, +) == cores)
    }
  }

  @Test func `with a number of workers each gets the same, whether others wait or not`() {
    let shares = CoreShares(cores: 8, workers: 3)
    #expect(shares.most == 3 && shares.shares(of: 1) == (2, 1) && shares.shares(of: 9) == (2, 3))
    for run in 1...3 {
      #expect(shares.take(for: Int64(run), began: nil, limit: nil, waiting: 1)?.threads == 2)
    }
    #expect(!shares.haveRoom && shares.take(for: 4, began: nil, limit: nil, waiting: 1) == nil)
    shares.giveBack(2)
    #expect(shares.take(for: 4, began: nil, limit: 1, waiting: 1)?.threads == 1)
    #expect(CoreShares(cores: 1, workers: 4).shares(of: 4) == (1, 4))
    #expect(!CoreShares(cores: 4, workers: 0).haveRoom)
  }

  @Test func `a run that began before keeps its threads, and waits for as many`() {
    let shares = CoreShares(cores: 4, workers: nil)
    #expect(shares.take(for: 1, began: nil, limit: 2, waiting: 1)?.threads == 2)
    #expect(shares.take(for: 2, began: 3, limit: nil, waiting: 1) == nil)
    #expect(shares.take(for: 2, began: 2, limit: 1, waiting: 5)?.threads == 2)
    shares.giveBack(1)
    shares.giveBack(2)
    // On a machine with fewer cores than where it began it is alone with them.
    #expect(shares.take(for: 3, began: 16, limit: nil, waiting: 1)?.threads == 16)
    #expect(!shares.haveRoom)
    shares.giveBack(3)
    #expect(shares.take(for: 4, began: nil, limit: nil, waiting: 1)?.threads == 4)
  }

  /// Two nodes of four cores, numbered in turn as many machines do.
  private static let nodes = [ThreadCores([0, 2, 4, 6]), ThreadCores([1, 3, 5, 7])]

  private func place(_ threads: Int, for run: Int64, in shares: CoreShares) -> [Int]? {
    shares.take(for: run, began: threads, limit: nil, waiting: 1)?.cores?.numbers
  }

  @Test func `runs side by side have cores of their own, of one memory node where it has enough`() {
    let shares = CoreShares(cores: 8, workers: nil, available: ThreadCores(Array(0..<8)), nodes: Self.nodes)
    #expect(place(2, for: 1, in: shares) == [0, 2])
    // The rest of the first node is too small; of the second it leaves one.
    #expect(place(3, for: 2, in: shares) == [1, 3, 5])
    #expect(place(1, for: 3, in: shares) == [7])
    #expect(place(2, for: 4, in: shares) == [4, 6])
    shares.giveBack(1)
    shares.giveBack(3)
    // No node has three left.
    #expect(place(3, for: 5, in: shares) == [0, 2, 7])
  }

  @Test func `nobody is tied to a core where others may have the rest of the machine, or there are too few`()
  {
    let all = ThreadCores(Array(0..<8))
    let part = CoreShares(cores: 4, workers: 2, available: all, nodes: Self.nodes)
    #expect(part.take(for: 1, began: nil, limit: nil, waiting: 1) == CoreShares.Share(threads: 2, cores: nil))
    let crowded = CoreShares(cores: 1, workers: 2, available: ThreadCores([5]), nodes: Self.nodes)
    #expect(crowded.take(for: 1, began: nil, limit: nil, waiting: 1)?.cores == ThreadCores([5]))
    #expect(
      crowded.take(for: 2, began: nil, limit: nil, waiting: 1) == CoreShares.Share(threads: 1, cores: nil))
  }

  @Test func `lists of cores are read as Linux writes them`() {
    #expect(ThreadCores(list: "0-3,8\n").numbers == [0, 1, 2, 3, 8])
    #expect(ThreadCores(list: "").numbers.isEmpty && ThreadCores(list: "x-2,5").numbers == [5])
  }

  @Test func `who asks again has the cores that it had`() {
    let shares = CoreShares(cores: 2, workers: nil)
    #expect(shares.take(for: 1, began: nil, limit: nil, waiting: 1)?.threads == 2)
    #expect(shares.take(for: 1, began: nil, limit: nil, waiting: 2)?.threads == 1)
    #expect(shares.haveRoom)
  }
}
