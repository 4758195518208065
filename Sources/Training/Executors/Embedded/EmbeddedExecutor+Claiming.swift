import Compute
import Concurrency
import Foundation
import Logging
import Tracking

/// What a training thread is to do next.
extension EmbeddedExecutor {
  /// That there is no memory now for the run whose turn it is.
  private struct WaitingForMemory: Error {
    var run: Int64
    var shortage: MemoryShortage
  }

  /// That it is time to leave, before anything was claimed.
  private struct Leaving: Error {}

  /// That all cores are taken, or too few are left for a run that began with more.
  private struct WaitingForCores: Error {}

  /// What is found out about a run before it is claimed.
  private struct Candidate {
    var job: Int64
    var config: Result<JobConfig, any Error>
    var threads = 1
    /// Where they run; nil for anywhere.
    var cores: ThreadCores?
    /// With so many threads; nil where nobody can tell, since the config or the dataset cannot be read: for training it to
    /// say.
    var need: MemoryNeed?
    var checkpoint: CheckpointFolder.Found?
  }

  /// The run whose turn it is; nil when there is none, when others have all cores, and when it is time to leave. Waits where
  /// there is too little memory for that run: were others let by, it might wait for ever.
  func claimNextRun(_ thread: WorkerThread) throws -> RunLease? {
    guard cores.haveRoom, state.beginClaim() else { return nil }
    defer { state.endClaim() }
    // Of the run that was looked at last: while it waits it is the same one, and is not read again.
    var candidate: Candidate?
    while true {
      do {
        let next = try claimWhatFits(&candidate, thread)
        state.endWait()
        return next
      } catch is Leaving, is WaitingForCores {
        return nil
      } catch let waiting as WaitingForMemory {
        if state.wait(waiting.run, because: "\(waiting.shortage)") {
          log.notice("run \(waiting.run) waits: \(waiting.shortage)")
          try? runs.note("waits: \(waiting.shortage)", of: waiting.run)
        }
        guard thread.rest(seconds: 1) else { return nil }
      }
    }
  }

  /// - Throws: ``WaitingForMemory``, ``WaitingForCores``, ``Leaving``, or an error of the store.
  private func claimWhatFits(_ candidate: inout Candidate?, _ thread: WorkerThread) throws -> RunLease? {
    // Somebody else may claim the first one meanwhile.
    var admitted: Int64?
    do {
      let next = try runs.claimNextRun(for: lease) { run in
        if let admitted { release(admitted) }
        admitted = run.id
        var next = try look(at: run, known: candidate, thread)
        defer { candidate = next }
        if let shortage = try admit(run, next) { next.config = .failure(shortage) }
      } checkpointStep: { run in
        let found = try checkpoint(of: run, candidate?.config)
        candidate?.checkpoint = found
        return found?.step ?? 0
      }
      if let admitted, admitted != next?.id { release(admitted) }
      // What was claimed is what was looked at last.
      guard let next, let candidate else { return nil }
      return RunLease(
        run: next, config: candidate.config, threads: candidate.threads, cores: candidate.cores,
        checkpoint: candidate.checkpoint)
    } catch {
      if let admitted { release(admitted) }
      throw error
    }
  }

  private func release(_ run: Int64) {
    memory.release(run)
    cores.giveBack(run)
  }

  /// What a run is: its job's config as it was stored, or that of the last candidate, if that could be read; and how many
  /// cores it gets.
  ///
  /// - Throws: ``Leaving`` when told to while the dataset's files keep it waiting, as those of a network drive may for long;
  ///   ``WaitingForCores``, or an error of the store.
  private func look(at run: Run, known: Candidate?, _ thread: WorkerThread) throws -> Candidate {
    var next = Candidate(job: run.jobID, config: .failure(TrackingError.noSuchJob(run.jobID)))
    if let known, known.job == run.jobID, case .success = known.config {
      next = known
      next.checkpoint = nil
    } else if let stored = try runs.job(run.jobID) {
      next.config = try detached(thread) { [datasets] in
        Result { try JobConfig(parsing: Data(stored.config.utf8), datasets: datasets, allowingFiles: true) }
      }
    }
    // Deleted this moment, otherwise, so that its run is not claimed.
    let config = try? next.config.get()
    var waiting = try runs.waitingRuns(in: lease.places, upTo: cores.most)
    try measure(&next, threads: cores.shares(of: waiting).threads, thread)
    // Cores are not kept free for runs that there is no memory for.
    if let config, let need = next.need, let fit = memory.runs(of: need, dataset: config.dataset) {
      waiting = min(waiting, max(1, fit))
    }
    guard
      let share = cores.take(for: run.id, began: run.threads, limit: config?.threads, waiting: waiting)
    else { throw WaitingForCores() }
    try measure(&next, threads: share.threads, thread)
    next.cores = share.cores
    return next
  }

  /// Notes what a candidate needs with so many threads.
  ///
  /// - Throws: ``Leaving``.
  private func measure(_ candidate: inout Candidate, threads: Int, _ thread: WorkerThread) throws {
    guard candidate.need == nil || candidate.threads != threads, let config = try? candidate.config.get()
    else { return }
    candidate.threads = threads
    candidate.need = try detached(thread) { [datasets] in
      try? config.memoryNeed(in: datasets, threads: threads)
    }
  }

  /// - Throws: ``Leaving``.
  private func detached<Value: Sendable>(
    _ thread: WorkerThread, _ work: @escaping @Sendable () -> Value
  ) throws -> Value {
    guard let value = try DetachedWork.result(unless: { thread.isStopping }, of: work) else {
      throw Leaving()
    }
    return value
  }

  /// Sets aside what a run needs.
  ///
  /// - Returns: a shortage that will not pass; nil where there is none, and where nobody can tell.
  /// - Throws: ``WaitingForMemory``.
  private func admit(_ run: Run, _ candidate: Candidate) throws -> MemoryShortage? {
    guard let config = try? candidate.config.get(), let need = candidate.need else { return nil }
    do {
      try MemoryRoom.atStart.check(need.bytes)
      try memory.reserve(need, of: config.dataset, for: run.id)
      return nil
    } catch {
      if error.isForGood { return error }
      throw WaitingForMemory(run: run.id, shortage: error)
    }
  }

  /// The newest checkpoint that is whole and belongs to the run.
  private func checkpoint(
    of id: Int64, _ config: Result<JobConfig, any Error>?
  ) throws -> CheckpointFolder.Found? {
    guard let run = try runs.run(id) else { return nil }
    // Of a dataset that is not there any more, perhaps: training it will say so. What it has recorded is kept.
    return checkpoints.folder(of: id).newest(of: try? config?.get(), seed: run.seed) { [runs, log] error in
      log.warning("run \(id) begins anew: \(error)")
      try? runs.note("begins anew: \(error)", of: id)
    }
  }
}
