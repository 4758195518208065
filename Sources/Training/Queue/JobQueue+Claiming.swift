import Files
import Compute
import Foundation
import Logging
import Tracking

/// What a training thread is to do next.
extension JobQueue {
  /// A run whose turn it is.
  struct Assignment {
    var run: Run
    /// What it goes on from, if it was interrupted and has a checkpoint.
    var checkpoint: CheckpointFolder.Found?
    /// Why it cannot be trained: it was stored where there was more memory, perhaps.
    var shortage: MemoryShortage?
  }

  /// That there is no memory now for the run whose turn it is.
  private struct WaitingForMemory: Error {
    var run: Int64
    var shortage: MemoryShortage
  }

  /// The run whose turn it is; nil when there is none, and when it is time to leave. Waits where there is too little memory
  /// for that run: were others let by, it might wait for ever.
  func claimNextRun() throws -> Assignment? {
    while true {
      do {
        let next = try claimWhatFits()
        state.endWait()
        return next
      } catch let waiting as WaitingForMemory {
        if state.wait(waiting.run, because: "\(waiting.shortage)") {
          log.notice("run \(waiting.run) waits: \(waiting.shortage)")
        }
        guard state.rest(seconds: 1) else { return nil }
      }
    }
  }

  /// - Throws: ``WaitingForMemory``, or an error of the store.
  private func claimWhatFits() throws -> Assignment? {
    // Of the run that was looked at last: somebody else may claim the first one meanwhile.
    var (admitted, found): (Int64?, CheckpointFolder.Found?)
    var shortage: MemoryShortage?
    do {
      let next = try store.claimNextRun { run in
        if let admitted { memory.release(admitted) }
        (admitted, found) = (run.id, nil)
        shortage = try admit(run)
      } checkpointStep: { run in
        found = try checkpoint(of: run)
        return found?.step ?? 0
      }
      if let admitted, admitted != next?.id { memory.release(admitted) }
      return next.map { Assignment(run: $0, checkpoint: found, shortage: shortage) }
    } catch {
      if let admitted { memory.release(admitted) }
      throw error
    }
  }

  /// Sets aside what a run needs.
  ///
  /// - Returns: a shortage that will not pass; nil where there is none, or where nobody can tell, since the config or the
  ///   data set cannot be read: for training it to say.
  /// - Throws: ``WaitingForMemory``.
  private func admit(_ run: Run) throws -> MemoryShortage? {
    guard let job = try store.job(run.jobID), let config = try? config(of: job),
      let need = try? config.memoryNeed(in: datasets, threads: threads)
    else { return nil }
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
  private func checkpoint(of id: Int64) throws -> CheckpointFolder.Found? {
    guard let run = try store.run(id), let job = try store.job(run.jobID),
      let found = checkpoints.folder(of: id).newest()
    else { return nil }
    // Of a dataset that is not there any more, perhaps: training it will say so. What it has recorded is kept.
    guard let config = try? config(of: job) else { return found }
    do {
      let record = try CheckpointRecord(found.file)
      try record.check(found.file.path, belongsTo: config, seed: run.seed)
      guard record.step == found.step else {
        throw CheckpointError.foreign(
          path: found.file.path, what: "iteration", expected: "\(found.step)", found: "\(record.step)")
      }
      return found
    } catch {
      log.warning("run \(id) begins anew: \(error)")
      return nil
    }
  }

  func config(of job: Job) throws -> JobConfig {
    try JobConfig(parsing: Data(job.config.utf8), datasets: datasets, allowingFiles: true)
  }
}
