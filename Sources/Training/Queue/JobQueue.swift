import Compute
import Datasets
import Foundation
import Logging
import Tracking

/// Trains the runs of all jobs, one at a time, in the order in which they were submitted.
///
/// What is queued is in the store, not here: the queue only asks for the next run. All its work is done on one thread
/// of its own at low priority, which is also the parent of the engine's threads, so that the server answers at once
/// while every core trains.
package final class JobQueue: Sendable {
  private let store: any JobStore
  private let sink: any MetricSink
  private let datasets: DatasetLibrary
  private let threads: Int
  private let log: Logger
  private let state = State()

  /// What the training thread and its callers share.
  private final class State: @unchecked Sendable {
    private let condition = NSCondition()
    private var isStarted = false
    private var isStopping = false
    private var hasWork = true
    private var isEnded = false
    private var cancelled: Set<Int64> = []

    /// False if it had been started already.
    func start() -> Bool {
      condition.withLock {
        defer { isStarted = true }
        return !isStarted
      }
    }

    func announceWork() {
      condition.withLock {
        hasWork = true
        condition.signal()
      }
    }

    /// Waits for work; false when it is time to leave.
    func awaitWork() -> Bool {
      condition.withLock {
        while !hasWork && !isStopping { condition.wait() }
        hasWork = false
        return !isStopping
      }
    }

    /// Waits; false when it is time to leave.
    func pause(seconds: Double) -> Bool {
      condition.withLock {
        let end = Date(timeIntervalSinceNow: seconds)
        while !isStopping, condition.wait(until: end) {}
        return !isStopping
      }
    }

    func end(_ run: Int64) { condition.withLock { _ = cancelled.remove(run) } }

    /// Runs that the store calls running: one of them may have been claimed this moment and not have begun.
    func cancel(_ runs: [Int64]) { condition.withLock { cancelled.formUnion(runs) } }

    func shouldStop(_ run: Int64) -> Bool { condition.withLock { isStopping || cancelled.contains(run) } }

    func isCancelled(_ run: Int64) -> Bool { condition.withLock { cancelled.contains(run) } }

    func leave() {
      condition.withLock {
        isEnded = true
        condition.broadcast()
      }
    }

    /// Asks the thread to leave and waits until it has.
    func stop() {
      condition.withLock {
        isStopping = true
        condition.broadcast()
        while isStarted && !isEnded { condition.wait() }
      }
    }
  }

  /// - Parameter threads: cores that a run may use.
  package init(
    store: any JobStore, sink: any MetricSink, datasets: DatasetLibrary, threads: Int, log: Logger
  ) {
    self.store = store
    self.sink = sink
    self.datasets = datasets
    self.threads = threads
    self.log = log
  }

  // MARK: What callers do

  /// Stores a job; it is on disk when this returns.
  ///
  /// - Throws: ``ConfigError`` when the dataset is not there, or an error of the store.
  package func submit(_ config: JobConfig) throws -> Job {
    let job = try store.insert(try config.newJob(datasets: datasets))
    state.announceWork()
    return job
  }

  /// Cancels a job's queued runs and asks the one under way to stop, which it does before its next iteration.
  ///
  /// - Returns: the job as it is now.
  /// - Throws: ``TrackingError/noSuchJob(_:)`` or an error of the store.
  package func cancel(_ job: Int64) throws -> Job {
    state.cancel(try store.cancel(job: job))
    guard let job = try store.job(job) else { throw TrackingError.noSuchJob(job) }
    return job
  }

  /// Starts the training thread. Interrupted runs are taken up again before queued ones.
  package func start() {
    guard state.start() else { return }
    let thread = Thread { [self] in
      ThreadPriority.lower()
      while state.awaitWork() { trainEverything() }
      state.leave()
    }
    thread.name = "training"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Stops after the current iteration. The run under way becomes `interrupted`: the next start goes on with it.
  package func stop() { state.stop() }

  // MARK: What the training thread does

  /// Trains until nothing waits any more, or until told to leave.
  private func trainEverything() {
    // Without checkpoints a run can only begin again.
    while let next = persistently({ try store.claimNextRun(checkpointStep: { _ in 0 }) }), let run = next {
      let (status, message) = train(run)
      persistently {
        try sink.flush()
        try store.finish(run: run.id, as: status, message: message)
      }
      state.end(run.id)
      log.info("run \(run.id): \(status.rawValue)\(message.map { ", \($0)" } ?? "")")
      if status == .interrupted { return }
    }
  }

  /// Repeats what the store refuses, because what stops it passes: a full disk, a lock held by somebody's shell.
  ///
  /// - Returns: nil when it is time to leave. A run whose end could not be stored is found by the next start.
  @discardableResult
  private func persistently<Value>(_ body: () throws -> Value) -> Value? {
    while true {
      do {
        return try body()
      } catch {
        log.error("the queue waits, then tries again: \(error)")
        guard state.pause(seconds: 2) else { return nil }
      }
    }
  }

  /// - Returns: the status that the run ends with, and why.
  private func train(_ run: Run) -> (Status, String?) {
    do {
      guard let job = try store.job(run.jobID) else { throw TrackingError.noSuchJob(run.jobID) }
      let config = try JobConfig(
        parsing: Data(job.config.utf8), datasets: datasets, allowingFiles: true)
      let dataset = try datasets.dataset(named: config.dataset)
      let trainer = try Trainer(config, dataset: dataset, seed: run.seed, threads: threads)
      let ending = try trainer.train(run: run.id, into: sink, shouldStop: { state.shouldStop(run.id) })
      switch ending {
      case .finished: return (.succeeded, nil)
      case .stopped: return state.isCancelled(run.id) ? (.cancelled, nil) : (.interrupted, nil)
      }
    } catch {
      return (.failed, "\(error)")
    }
  }
}
