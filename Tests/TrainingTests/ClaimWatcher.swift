import Store
import Tracking

/// The real store, with a word from the moment between a run's claim and its training.
final class ClaimWatcher: RunLeasing {
  private let store: Store
  private let onClaim: @Sendable (Run) -> Void

  init(_ store: Store, onClaim: @escaping @Sendable (Run) -> Void) {
    self.store = store
    self.onClaim = onClaim
  }

  func claimNextRun(
    for lease: LeaseTerms, admit: (Run) throws -> Void, checkpointStep: (Int64) throws -> Int
  ) throws -> Run? {
    let run = try store.claimNextRun(for: lease, admit: admit, checkpointStep: checkpointStep)
    if let run { onClaim(run) }
    return run
  }

  func job(_ id: Int64) throws -> Job? { try store.job(id) }
  func run(_ id: Int64) throws -> Run? { try store.run(id) }
  func interruptRuns(of owner: RunOwner) throws -> Int { try store.interruptRuns(of: owner) }
  func claim(run: Int64, for lease: LeaseTerms, checkpointStep: (Int64) throws -> Int) throws -> Run {
    try store.claim(run: run, for: lease, checkpointStep: checkpointStep)
  }
  func waitingRuns(in places: [Place], upTo limit: Int) throws -> Int {
    try store.waitingRuns(in: places, upTo: limit)
  }
  func note(_ message: String, of run: Int64) throws { try store.note(message, of: run) }
  func begin(run: Int64, threads: Int) throws -> Int { try store.begin(run: run, threads: threads) }
  func finish(
    run: Int64, as status: Status, message: String?, divergedStep: Int?, by owner: RunOwner
  ) throws -> Status {
    try store.finish(run: run, as: status, message: message, divergedStep: divergedStep, by: owner)
  }
}
