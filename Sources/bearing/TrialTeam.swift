import Concurrency
import Files
import Foundation
import Learning
import Logging
import Store
import Synchronization
import Tracking
import Training

/// The trials of one job, trained in this process: side by side where there are cores and memory for it.
final class TrialTeam: Sendable {
  private let job: Job
  private let config: JobConfig
  private let store: Store
  private let checkpoints: CheckpointLibrary
  private let datasets: DatasetLibrary
  private let log: Logger
  private let hasStopped: @Sendable () -> Bool
  /// Where the weights of the trial with a seed go; nil for nowhere.
  private let savePath: @Sendable (UInt64) -> String?
  private let threads: Int
  private let cores: CoreShares
  private let members: [WorkerThread]
  private let progress: TrialProgress
  private let state: Mutex<State>

  private struct State {
    var waiting: ArraySlice<Run>
    var worst = Status.succeeded
    var failure: (any Error)?
  }

  /// - Parameters:
  ///   - cores: what the trials share.
  ///   - hasStopped: whether to end before the end.
  init(
    _ job: Job, _ config: JobConfig, in directory: DataDirectory, datasets: DatasetLibrary, cores: CoreShares,
    log: Logger, savePath: @escaping @Sendable (UInt64) -> String?, hasStopped: @escaping @Sendable () -> Bool
  ) {
    self.job = job
    self.config = config
    store = directory.store
    checkpoints = directory.checkpoints
    self.datasets = datasets
    self.log = log
    self.savePath = savePath
    self.hasStopped = hasStopped
    var (threads, count) = cores.shares(of: job.runs.count)
    if let need = try? config.memoryNeed(in: datasets, threads: threads),
      let fit = MemoryBudget().runs(of: need, dataset: config.dataset)
    {
      (threads, count) = cores.shares(of: min(job.runs.count, max(1, fit)))
    }
    self.threads = threads
    self.cores = cores
    members = (0..<count).map { WorkerThread("training-\($0)", isBackground: true) }
    progress = TrialProgress(job, batchSize: config.learner.batchSize, sideBySide: count)
    state = Mutex(State(waiting: job.runs[...]))
  }

  /// - Returns: the worst status that a trial ended with. Trials that had not begun when a stop was asked for are left.
  /// - Throws: why a trial could not be begun or its end not be stored.
  func train() throws -> Status {
    for member in members {
      member.start { [self] _ in while let run = next() { train(run) } }
    }
    for member in members { member.waitForEnd() }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.worst
    }
  }

  private func next() -> Run? {
    state.withLock { state in
      guard state.worst != .cancelled, state.failure == nil else { return nil }
      return state.waiting.popFirst()
    }
  }

  private func train(_ run: Run) {
    do {
      let status = try drive(run)
      state.withLock { if status != .succeeded, $0.worst != .cancelled { $0.worst = status } }
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
    }
  }

  private func drive(_ queued: Run) throws -> Status {
    let terms = LeaseTerms(owner: .local, environment: .here())
    let run = try LockedDatabase.patiently(store.path) { try store.claim(run: queued.id, for: terms) }
    defer { cores.giveBack(run.id) }
    let host = LocalHost(
      RunLease(
        run: run, config: .success(config), threads: threads,
        cores: cores.take(for: run.id, began: threads, limit: nil, waiting: 1)?.cores), from: store,
      sink: store.writer,
      checkpoints: checkpoints.folder(of: run.id), datasets: datasets,
      whileTraining: Self.patience(store.path), atTheEnd: Self.patience(store.path, seconds: 3600), log: log,
      // Nobody waits to take it up again.
      stop: { [hasStopped] in hasStopped() ? .cancel : nil },
      observer: { [progress, savePath] event in
        progress.show(event, of: run)
        if case .trained(let trainer) = event, let path = savePath(run.seed) {
          try trainer.saveWeights(to: path)
          progress.say("weights saved to \(path)", of: run)
        }
      })
    progress.begin(run)
    do {
      return try RunDriver(host).drive().status
    } catch  where LockedDatabase.isForLock(error) {
      throw Failure("\(StoreError.locked(path: store.path))")
    }
  }

  /// What is done about a lock that another program holds on the database for a while, and about a disk that is full: what
  /// has been trained for hours is worth a wait, and whoever sits in front of it can do something about both.
  ///
  /// - Parameter seconds: how long in all.
  private static func patience(_ path: String, seconds: Double = .infinity) -> RetryPolicy {
    RetryPolicy(
      pause: 0.5, limit: seconds, passes: { isForRoom($0) || LockedDatabase.isForLock($0) },
      report: { error, isFirst in
        guard isFirst else { return }
        let reason =
          if error is FileError { "\(error)" } else if isForRoom(error) {
            "\(path): the disk is full; make room there"
          } else { "\(StoreError.locked(path: path))" }
        LockedDatabase.say(reason + "; waiting" + (seconds.isFinite ? " for up to \(Int(seconds)) s" : ""))
      })
  }

  private static func isForRoom(_ error: any Error) -> Bool {
    Store.isForLackOfRoom(error) || (error as? FileError)?.isForLackOfRoom == true
  }
}
