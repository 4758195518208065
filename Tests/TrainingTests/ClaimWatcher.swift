import Store
import Tracking

/// The real store, with a word from the moment between a run's claim and its training.
final class ClaimWatcher: JobStore {
  private let store: Store
  private let onClaim: @Sendable (Run) -> Void

  init(_ store: Store, onClaim: @escaping @Sendable (Run) -> Void) {
    self.store = store
    self.onClaim = onClaim
  }

  func claimNextRun(admit: (Run) throws -> Void, checkpointStep: (Int64) throws -> Int) throws -> Run? {
    let run = try store.claimNextRun(admit: admit, checkpointStep: checkpointStep)
    if let run { onClaim(run) }
    return run
  }

  func insert(_ jobs: [NewJob]) throws -> [Job] { try store.insert(jobs) }
  func job(_ id: Int64) throws -> Job? { try store.job(id) }
  func run(_ id: Int64) throws -> Run? { try store.run(id) }
  func markInterrupted() throws -> Int { try store.markInterrupted() }
  func claim(run: Int64) throws -> Run { try store.claim(run: run) }
  func begin(run: Int64, threads: Int) throws -> Int { try store.begin(run: run, threads: threads) }
  func cancel(job: Int64) throws -> [Int64] { try store.cancel(job: job) }
  func pause(job: Int64) throws -> [Int64] { try store.pause(job: job) }
  func resume(job: Int64) throws { try store.resume(job: job) }
  func setPriority(of job: Int64, to priority: Int) throws { try store.setPriority(of: job, to: priority) }
  func delete(job: Int64) throws -> [Int64] { try store.delete(job: job) }
  func change(_ jobs: JobFilter, by change: JobsChange, expected: Int?) throws -> (
    jobs: [Int64], runs: [Int64]
  ) {
    try store.change(jobs, by: change, expected: expected)
  }
  func deletedJob() throws -> (job: Int64, runs: [Int64])? { try store.deletedJob() }
  func removeSome(of job: Int64) throws -> Bool { try store.removeSome(of: job) }
  func giveBackSome() throws -> Bool { try store.giveBackSome() }
  func finish(run: Int64, as status: Status, message: String?, divergedStep: Int?) throws {
    try store.finish(run: run, as: status, message: message, divergedStep: divergedStep)
  }
}
