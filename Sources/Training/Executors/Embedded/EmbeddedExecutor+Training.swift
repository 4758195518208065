import Compute
import Concurrency
import Logging
import Synchronization
import Tracking

/// What a training thread does.
extension EmbeddedExecutor {
  /// Trains until nothing waits any more, or until told to leave.
  func trainEverything(_ thread: WorkerThread) {
    // What stops the store passes: a full disk, a lock held by somebody's shell.
    let patience = RetryPolicy(
      pause: 2, rest: { thread.rest(seconds: $0) },
      report: { [log] error, _ in log.error("the queue waits, then tries again: \(error)") })
    while !thread.isStopping, let lease = try? patience.run({ try claimNextRun(thread) }) {
      let run = lease.run
      // Others may begin beside it.
      submit()
      log.info(
        "run \(run.id) of job \(run.jobID) begins: seed \(run.seed), \(run.steps) iterations, \(lease.threads) thread(s)"
      )
      let end = try? train(lease, on: thread, atTheEnd: patience)
      // Its tensors are gone; what else it has freed is worth more to the next one as free memory.
      MemoryRoom.giveBackFreed()
      memory.release(run.id)
      cores.giveBack(run.id)
      state.end(run.id)
      // There is room for others now, not for this thread's next one only.
      submit()
      onEnd()
      // Without an end it is time to leave: the next start finds the run.
      if let end {
        log.info("run \(run.id): \(end.status.rawValue)\(end.message.map { ", \($0)" } ?? "")")
      }
    }
  }

  private func train(_ lease: RunLease, on thread: WorkerThread, atTheEnd: RetryPolicy) throws -> RunEnd {
    let run = lease.run
    let meter = PaceMeter(stepsPerEpoch: run.stepsPerEpoch)
    paces.withLock { $0[run.id] = meter }
    defer { paces.withLock { $0[run.id] = nil } }
    let patience = RetryPolicy(
      pause: 0.5, rest: { thread.rest(seconds: $0) },
      report: { [log] error, isFirst in
        if isFirst { log.error("run \(run.id) waits, and goes on by itself: \(error)") }
      })
    let host = LocalHost(
      lease, from: runs, sink: sink, checkpoints: checkpoints.folder(of: run.id), datasets: datasets,
      whileTraining: patience, atTheEnd: atTheEnd, log: log,
      stop: { [state] in state.stop(of: run.id) ?? (thread.isStopping ? .pause : nil) },
      observer: { [log, runs] event in
        switch event {
        case .progress(.step(let step, _, _)): meter.report(step: step)
        case .note(let note):
          log.notice("run \(run.id): \(note)")
          try? runs.note(note, of: run.id)
        case .warning(let warning):
          log.warning("run \(run.id): \(warning)")
          try? runs.note(warning, of: run.id)
        case .begins, .progress, .trained, .ends: break
        }
      })
    return try RunDriver(host).drive()
  }
}
