import Concurrency
import Files
import Foundation
import Logging
import Tracking
import Training

/// The host of a run that is trained for a server elsewhere: points and checkpoints go through an outbox, the end over HTTP.
struct WorkerHost: RunHost {
  let lease: RunLease
  let datasets: DatasetLibrary
  let log: Logger
  let whileTraining: RetryPolicy
  let atTheEnd: RetryPolicy
  private let calls: LeaseCalls
  private let keeper: LeaseKeeper
  private let outbox: Outbox
  private let points: PointOutbox
  private let storage: CheckpointOutbox
  private let deadline: Deadline

  /// - Parameters:
  ///   - folder: of this lease's files; made.
  ///   - deadline: until when to go on.
  init(
    _ lease: RunLease, _ calls: LeaseCalls, in folder: String, datasets: DatasetLibrary, deadline: Deadline,
    log: Logger
  ) throws {
    self.lease = lease
    self.calls = calls
    self.datasets = datasets
    self.deadline = deadline
    self.log = log
    let run = lease.run
    let batches = folder + "/batches"
    try Folder.make(batches)
    keeper = LeaseKeeper(run, calls, log: log)
    outbox = Outbox(run, calls, in: batches, keeper: keeper, log: log)
    points = PointOutbox(LeaseKey(run: run.id, worker: calls.worker, attempt: run.attempt), outbox)
    storage = CheckpointOutbox(folder: Self.checkpoints(of: run.id, in: folder, log: log), outbox: outbox)
    let stop = { @Sendable [keeper, outbox] in Self.stop(keeper, outbox, deadline) }
    whileTraining = RetryPolicy(
      pause: 1, rest: { RetryPolicy.sleep(seconds: $0) && stop() == nil }, passes: { !($0 is LeaseLost) })
    // An end that hours have led to is told whenever the server is back; who is told to leave waits no longer than that.
    atTheEnd = RetryPolicy(
      pause: 1, rest: { RetryPolicy.sleep(seconds: $0) && deadline.isAhead },
      passes: { ($0 as? LinkError)?.isPassing == true })
  }

  /// Where the checkpoints of a lease are.
  static func checkpoints(of run: Int64, in folder: String, log: Logger) -> CheckpointFolder {
    CheckpointLibrary(data: folder, log: log).folder(of: run)
  }

  var sink: any MetricSink { points }
  var checkpoints: any CheckpointStorage { storage }

  func start() {
    keeper.start()
    outbox.start()
    points.start()
  }

  /// Ends what ``start()`` began. A call that is under way is not waited for when there is no time left: the process goes.
  func close() {
    points.end()
    outbox.close(waiting: deadline.isAhead)
    keeper.end(waiting: deadline.isAhead)
  }

  var stop: StopReason? { Self.stop(keeper, outbox, deadline) }

  private static func stop(_ keeper: LeaseKeeper, _ outbox: Outbox, _ deadline: Deadline) -> StopReason? {
    keeper.stop ?? (deadline.hasCome || outbox.failure != nil ? .pause : nil)
  }

  func begin(threads: Int) throws -> Int { try keeper.renew(threads: threads).threads ?? threads }

  func observe(_ event: RunEvent) throws {
    switch event {
    case .note(let text), .warning(let text):
      log.notice("run \(lease.run.id): \(text)")
      keeper.note(text)
    case .begins, .progress, .trained, .ends: break
    }
  }

  func end(_ end: RunEnd) throws -> Status {
    guard outbox.drain(while: { deadline.isAhead }) else {
      throw LinkError.unreachable(
        "the server was not there to take the last points; it will have the run taken up from its newest checkpoint"
      )
    }
    // Somebody else says how it ends.
    if keeper.isLost { return .interrupted }
    var end = end
    if let failure = outbox.failure {
      end = RunEnd(status: .failed, message: "the server does not take what this run has for it: \(failure)")
    }
    keeper.end(waiting: deadline.isAhead)
    do {
      return try calls.end(lease.run, end)
    } catch let lost as LeaseLost {
      keeper.lose(lost.reason)
      return .interrupted
    }
  }

  /// Whether the run was taken from this worker.
  var isLost: Bool { keeper.isLost }
}
