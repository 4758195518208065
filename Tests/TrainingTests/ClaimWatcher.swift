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

  func claimNextRun(checkpointStep: (Int64) throws -> Int) throws -> Run? {
    let run = try store.claimNextRun(checkpointStep: checkpointStep)
    if let run { onClaim(run) }
    return run
  }

  func insert(_ job: NewJob) throws -> Job { try store.insert(job) }
  func job(_ id: Int64) throws -> Job? { try store.job(id) }
  func run(_ id: Int64) throws -> Run? { try store.run(id) }
  func markInterrupted() throws -> Int { try store.markInterrupted() }
  func claim(run: Int64) throws -> Run { try store.claim(run: run) }
  func cancel(job: Int64) throws -> [Int64] { try store.cancel(job: job) }
  func finish(run: Int64, as status: Status, message: String?) throws {
    try store.finish(run: run, as: status, message: message)
  }
}
