import Concurrency
import Files
import Formats
import Foundation
import Logging
import Tracking
import Training

/// Trains runs of a server elsewhere, one after the other, by the same loop as the server itself.
package struct Worker: Sendable {
  private let calls: LeaseCalls
  private let environment: RunEnvironment
  private let threads: Int
  private let datasets: DatasetLibrary
  private let scratch: String
  private let patience: Double
  private let deadline: Deadline
  private let log: Logger

  /// - Parameters:
  ///   - name: unlike that of every other worker; see ``LeaseKey/isName(_:)``.
  ///   - seconds: that a lease holds without a word.
  ///   - environment: what runs are trained by here.
  ///   - threads: cores for a run that has not been begun, at most.
  ///   - scratch: folder for what the server does not have yet; made.
  ///   - patience: seconds for which a server that does not answer is asked for a run.
  package init(
    _ link: ServerLink, name: String, seconds: Double, environment: RunEnvironment, threads: Int,
    datasets: DatasetLibrary, scratch: String, patience: Double, deadline: Deadline, log: Logger
  ) {
    calls = LeaseCalls(link: link, worker: name, seconds: seconds)
    self.environment = environment
    self.threads = threads
    self.datasets = datasets
    self.scratch = scratch
    self.patience = patience
    self.deadline = deadline
    self.log = log
  }

  /// How a worker's round came out.
  package enum Outcome: Sendable, Equatable {
    /// It was trained, to this end.
    case ended(RunEnd)
    /// There was none to be had, and why: nil where none waits.
    case nothing(String?)
    /// It cannot be trained on this machine, and was given back.
    case unfit(String)
  }

  /// Takes a run and trains it. Blocks the thread, which should be one of its own.
  ///
  /// - Parameter id: nil for the next of the queue.
  /// - Throws: ``LinkError`` when the server cannot be reached, or refuses; what keeps files from the scratch folder.
  package func trainOne(_ id: Int64? = nil) throws -> Outcome {
    let grant: LeaseCalls.Grant
    do {
      let patience = RetryPolicy(
        pause: 1, limit: patience, rest: { RetryPolicy.sleep(seconds: $0) && !deadline.hasCome },
        passes: { ($0 as? LinkError)?.isPassing == true },
        report: { [log] error, isFirst in if isFirst { log.warning("\(error); trying again") } })
      guard
        let given = try patience.run({
          try calls.claim(run: id, threads: threads, environment: environment)
        })
      else { return .nothing(nil) }
      grant = given
    } catch let lost as LeaseLost {
      return .nothing(lost.reason)
    }
    let folder = scratch + "/run-\(grant.run.id)-attempt-\(grant.run.attempt)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try train(grant, in: folder, isAskedFor: id != nil)
  }

  private func train(_ grant: LeaseCalls.Grant, in folder: String, isAskedFor: Bool) throws -> Outcome {
    let run = grant.run
    let config: JobConfig
    do {
      config = try JobConfig(grant.config, datasets: datasets)
      _ = try config.memoryNeed(in: datasets, threads: 1)
    } catch {
      return try giveBack(run, "cannot be trained on \(environment.host): \(error)", isAskedFor: isAskedFor)
    }
    let lease = RunLease(
      run: run, config: .success(config), threads: run.threads ?? min(threads, config.threads ?? threads),
      checkpoint: try checkpoint(grant, in: folder))
    let host = try WorkerHost(
      lease, calls, in: folder, datasets: datasets, deadline: deadline, log: log)
    log.notice(
      "run \(run.id) of job \(run.jobID) begins: seed \(run.seed), attempt \(run.attempt), \(run.steps) iterations, \(lease.threads) thread(s)"
    )
    host.start()
    defer { host.close() }
    let end = try RunDriver(host).drive()
    if host.isLost { return .nothing("it was taken from this worker") }
    log.notice("run \(run.id): \(end.status.rawValue)\(end.message.map { ", \($0)" } ?? "")")
    return .ended(end)
  }

  /// What it goes on from, once that is here and whole.
  private func checkpoint(_ grant: LeaseCalls.Grant, in folder: String) throws -> CheckpointFolder.Found? {
    guard let step = grant.checkpoint else { return nil }
    let checkpoints = WorkerHost.checkpoints(of: grant.run.id, in: folder, log: log)
    try Folder.make(checkpoints.path)
    let patience = RetryPolicy(
      pause: 1, rest: { RetryPolicy.sleep(seconds: $0) && !deadline.hasCome },
      passes: { ($0 as? LinkError)?.isPassing == true || ($0 as? FileError)?.isDamage == true })
    return try patience.run {
      let place = checkpoints.file(of: step)
      unlink(place)
      try calls.fetch(checkpoint: step, of: grant.run, to: place)
      return try checkpoints.found(at: step)
    }
  }

  /// Says that a run is nothing for this machine. One that was asked for fails, since nobody else would be asked.
  private func giveBack(_ run: Run, _ reason: String, isAskedFor: Bool) throws -> Outcome {
    let end = RunEnd(status: isAskedFor ? .failed : .interrupted, message: reason)
    _ = try calls.end(run, end)
    return isAskedFor ? .ended(end) : .unfit("run \(run.id) \(reason)")
  }
}
