import Testing
import Training

/// How cores are shared out.
struct CoreSharesTests {
  @Test func `what is free is shared among those that wait, and all of it is given out`() {
    for (cores, waiting, expected) in [
      (2, 2, [1, 1]), (2, 1, [2]), (8, 3, [2, 3, 3]), (3, 2, [1, 2]), (4, 100, [1, 1, 1, 1]),
      (64, 2, [32, 32]),
    ] {
      let shares = CoreShares(cores: cores, workers: nil)
      var (found, left) = ([Int](), waiting)
      while let threads = shares.take(for: Int64(left), began: nil, limit: nil, waiting: left), left > 0 {
        found.append(threads)
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
    for run in 1...3 { #expect(shares.take(for: Int64(run), began: nil, limit: nil, waiting: 1) == 2) }
    #expect(!shares.haveRoom && shares.take(for: 4, began: nil, limit: nil, waiting: 1) == nil)
    shares.giveBack(2)
    #expect(shares.take(for: 4, began: nil, limit: 1, waiting: 1) == 1)
    #expect(CoreShares(cores: 1, workers: 4).shares(of: 4) == (1, 4))
    #expect(!CoreShares(cores: 4, workers: 0).haveRoom)
  }

  @Test func `a run that began before keeps its threads, and waits for as many`() {
    let shares = CoreShares(cores: 4, workers: nil)
    #expect(shares.take(for: 1, began: nil, limit: 2, waiting: 1) == 2)
    #expect(shares.take(for: 2, began: 3, limit: nil, waiting: 1) == nil)
    #expect(shares.take(for: 2, began: 2, limit: 1, waiting: 5) == 2)
    shares.giveBack(1)
    shares.giveBack(2)
    // On a machine with fewer cores than where it began it is alone with them.
    #expect(shares.take(for: 3, began: 16, limit: nil, waiting: 1) == 16)
    #expect(!shares.haveRoom)
    shares.giveBack(3)
    #expect(shares.take(for: 4, began: nil, limit: nil, waiting: 1) == 4)
  }

  @Test func `who asks again has the cores that it had`() {
    let shares = CoreShares(cores: 2, workers: nil)
    #expect(shares.take(for: 1, began: nil, limit: nil, waiting: 1) == 2)
    #expect(shares.take(for: 1, began: nil, limit: nil, waiting: 2) == 1)
    #expect(shares.haveRoom)
  }
}
