import Compute
import Concurrency
import Foundation
import Learning
import Store
import Synchronization
import Tracking
import Training

/// Several runs side by side, each with its share of the cores: what they come to together.
struct BenchPacking: Encodable {
  var network: String
  var method: String
  var batch: Int
  var precision: String
  /// From one run with all cores to as many runs as cores.
  var packings: [Packing]
  /// Runs of the packing that comes to most.
  var best: Int

  struct Packing: Encodable {
    var runs: Int
    /// Of each run.
    var threads: Int
    /// Of all runs together.
    var samplesPerSecond: Spread
  }

  var text: String {
    let one = packings[0].samplesPerSecond.median
    let lines = packings.map { packing in
      let ratio = ProgressLine.fixed(packing.samplesPerSecond.median / one, 2)
      return "  \(packing.runs) x \(packing.threads) thread\(packing.threads == 1 ? "" : "s"): "
        + "\(packing.samplesPerSecond.text(0)) samples/s in all, \(ratio) of one run's"
        + (packing.runs == best ? ", best" : "")
    }
    return (["\(network) \(method), batch \(batch), \(precision), runs side by side:"] + lines)
      .joined(separator: "\n")
  }
}

extension BenchPacking {
  /// Measures 1 x N, 2 x N/2, ..., N x 1; what there is no memory for is left out.
  ///
  /// - Throws: ``ConfigError``, and what a run's engine throws.
  static func measure(
    _ subject: StepBenchmark.Subject, blocks: Int, seconds: Double, cores: Int, in store: Store
  ) throws -> BenchPacking {
    let packings = try (1...cores).filter { cores % $0 == 0 }.compactMap { runs -> Packing? in
      let threads = cores / runs
      MemoryRoom.giveBackFreed()
      let need = try subject.memoryNeed(threads: threads)
      if let fit = MemoryBudget().runs(of: need, dataset: subject.config.dataset), runs > max(1, fit) {
        return nil
      }
      let rates = try PackedRuns(subject, runs: runs, threads: threads, in: store).measure(blocks, seconds)
      return Packing(runs: runs, threads: threads, samplesPerSecond: Spread(rates))
    }
    let best = packings.max { $0.samplesPerSecond.median < $1.samplesPerSecond.median }!
    let learner = subject.config.learner
    return BenchPacking(
      network: subject.network, method: learner.method, batch: learner.batchSize,
      precision: learner.precision.rawValue, packings: packings, best: best.runs)
  }
}

/// Runs that train at the same time: each on a thread of its own, and a block of steps begins for all at once.
private final class PackedRuns: Sendable {
  private let subject: StepBenchmark.Subject
  private let threads: Int
  private let store: Store
  private let runs: [Int64]
  private let meeting: Meeting
  private let results: Mutex<[Result<[StepBenchmark.Block], any Error>]> = Mutex([])

  init(_ subject: StepBenchmark.Subject, runs: Int, threads: Int, in store: Store) throws {
    self.subject = subject
    self.threads = threads
    self.store = store
    let job = try store.insert(BenchCurve.job("packing", runs: runs, steps: 1_000_000_000))
    self.runs = try job.runs.map { try store.claim(run: $0.id).id }
    meeting = Meeting(of: runs)
  }

  /// - Returns: samples per second of all runs together, block by block.
  func measure(_ blocks: Int, _ seconds: Double) throws -> [Double] {
    let members = runs.map { ($0, WorkerThread("packed-\($0)")) }
    for (run, member) in members {
      member.start { [self] _ in
        let result = Result { try train(run, blocks, seconds) }
        // Nobody waits for one that will not come.
        if case .failure = result { meeting.dissolve() }
        results.withLock { $0.append(result) }
      }
    }
    for (_, member) in members { member.waitForEnd() }
    let measured = try results.withLock { try $0.map { try $0.get() } }
    return (0..<blocks).map { block in measured.reduce(0) { $0 + $1[block].samplesPerSecond } }
  }

  private func train(_ run: Int64, _ blocks: Int, _ seconds: Double) throws -> [StepBenchmark.Block] {
    let benchmark = try StepBenchmark(subject, threads: threads)
    defer { benchmark.stop() }
    return try benchmark.run(
      blocks: blocks, seconds: seconds, as: run, into: store.writer, beforeBlock: { meeting.join() })
  }
}

/// A place where threads wait until all of them are there, again and again.
private final class Meeting: Sendable {
  private struct State {
    var missing: Int
    var round = 0
    var isDissolved = false
  }

  private let count: Int
  private let condition = TimedCondition()
  private let state: Mutex<State>

  init(of count: Int) {
    self.count = count
    state = Mutex(State(missing: count))
  }

  func join() {
    condition.withLock {
      let round = state.withLock { state in
        state.missing -= 1
        if state.missing == 0 { (state.missing, state.round) = (count, state.round + 1) }
        return state.missing == count ? state.round - 1 : state.round
      }
      condition.broadcast()
      while state.withLock({ $0.round == round && !$0.isDissolved }) { condition.wait() }
    }
  }

  /// Nobody waits any more.
  func dissolve() {
    condition.withLock {
      state.withLock { $0.isDissolved = true }
      condition.broadcast()
    }
  }
}
