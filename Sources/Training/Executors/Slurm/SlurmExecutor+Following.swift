import Concurrency
import Foundation
import Logging
import Synchronization
import Tracking

/// What has become of the tasks.
extension SlurmExecutor {
  /// - Throws: an error of the store, or of a command.
  func followTasks() throws {
    let unwanted = state.withLock { $0.unwanted }
    let open = try submissions.openSubmissions(of: name)
    guard !open.isEmpty else {
      return state.withLock { state in
        state.waits = state.waits.filter { $0.value.isRefusal }
        state.unwanted.subtract(unwanted)
      }
    }
    let tasks = try self.tasks(of: open.map(\.submission))
    var waits: [Int64: String] = [:]
    var toEnd: [OpenSubmission] = []
    for next in open {
      var next = next
      guard let task = tasks[next.submission.job] else { continue }
      try note(task, of: &next.submission)
      if task.isOver {
        try settle(next, task)
      } else if unwanted.contains(next.run.id) || isIdle(next, task) {
        toEnd.append(next)
      } else if task.isWaiting {
        waits[next.run.id] = Self.text(of: task)
      }
    }
    state.withLock { state in
      state.waits = waits.merging(state.waits.filter { $0.value.isRefusal }) { new, _ in new }
    }
    try end(toEnd)
    // Not before: what could not be done now is done at the next look.
    state.withLock { $0.unwanted.subtract(unwanted) }
  }

  /// What Slurm says of some tasks, by their ids: in one call, and in another one of what it has forgotten.
  private func tasks(of open: [Submission]) throws -> [String: SlurmTask] {
    let queue = try SlurmCommand.run(
      "squeue", ["--me", "--array", "--states=all", "--noheader", "--format=\(SlurmTask.format)"])
    var tasks = Dictionary(SlurmTask.tasks(ofQueue: queue).map { ($0.id, $0) }) { $1 }
    // Of a task that somebody took out of an array before its turn Slurm keeps nothing, while it still tells of the array.
    let arrays = Set(tasks.keys.map(Self.array))
    // One that was handed over this moment may not be listed yet.
    let now = Date().timeIntervalSince1970
    let forgotten = open.filter { tasks[$0.job] == nil && now - $0.submittedAt > Self.secondsUntilListed }
    for submission in forgotten where arrays.contains(Self.array(of: submission.job)) {
      let wasWaiting = SlurmTask(id: submission.job, state: submission.state).isWaiting
      if wasWaiting { tasks[submission.job] = SlurmTask(id: submission.job, state: "CANCELLED") }
    }
    if forgotten.allSatisfy({ tasks[$0.job] != nil }) { return tasks }
    // Without accounting it says nothing, and fails.
    let jobs = Set(forgotten.map { Self.array(of: $0.job) }).sorted().joined(separator: ",")
    let accounting = try? SlurmCommand.run(
      "sacct",
      [
        "--noheader", "--parsable2", "--allocations", "--array", "--jobs=\(jobs)",
        "--format=\(SlurmTask.accountingFormat)",
      ])
    for task in SlurmTask.tasks(ofAccounting: accounting ?? "") where tasks[task.id] == nil {
      tasks[task.id] = task
    }
    for submission in forgotten where tasks[submission.job] == nil {
      tasks[submission.job] = SlurmTask(id: submission.job, state: SlurmTask.lost)
    }
    return tasks
  }

  private static let secondsUntilListed = 5.0

  /// `12` of `12_3`.
  private static func array(of task: String) -> Substring { task.prefix { $0 != "_" } }

  private func note(_ task: SlurmTask, of submission: inout Submission) throws {
    let before = submission
    submission.state = task.state
    submission.reason = task.reason
    submission.node = task.node ?? submission.node
    if task.isOver { submission.endedAt = Date().timeIntervalSince1970 }
    if submission != before { try submissions.update(submission) }
  }

  /// Whether a task would find nothing to do: its run waits no longer, or is not to be trained for now.
  private func isIdle(_ open: OpenSubmission, _ task: SlurmTask) -> Bool {
    guard task.isWaiting else { return false }
    switch open.run.status {
    case .queued, .interrupted: return !open.isWanted
    case .running, .succeeded, .failed, .cancelled: return true
    }
  }

  /// Draws the conclusion of a task's end for its run. One that its worker has ended needs none.
  private func settle(_ open: OpenSubmission, _ task: SlurmTask) throws {
    let run = open.run
    let text = Self.text(of: task)
    switch run.status {
    case .succeeded, .failed, .cancelled: return
    case .running:
      guard run.owner.rawValue.hasPrefix(RunOwner.worker(Self.workerLead(of: task.id)).rawValue) else {
        return
      }
      let isNow = try submissions.interrupt(
        run: run.id, attempt: run.attempt, isDeath: task.isDeath, message: "on the cluster: \(text)")
      if isNow { log.notice("run \(run.id) is interrupted: \(text)") }
    case .queued, .interrupted: break
    }
    if task.state == "CANCELLED", open.isWanted {
      // Not by us: a submission that we end is closed at once.
      try submissions.cancel(run: run.id, message: "cancelled on the cluster: \(text)")
    }
  }

  /// Ends tasks, and closes their submissions.
  func end(_ open: [OpenSubmission]) throws {
    guard !open.isEmpty else { return }
    _ = try SlurmCommand.run("scancel", ["--quiet"] + open.map(\.submission.job))
    for next in open {
      var submission = next.submission
      submission.state = "CANCELLED"
      submission.reason = "by Bearing"
      submission.endedAt = Date().timeIntervalSince1970
      try submissions.update(submission)
    }
  }

  /// What the names of the workers of a task begin with.
  package static func workerLead(of task: String) -> String { "slurm:\(task):" }

  /// For people.
  static func text(of task: SlurmTask) -> String {
    let place = task.node.map { " on \($0)" } ?? ""
    let reason = task.reason.map { ": \($0)" } ?? ""
    return task.isWaiting
      ? "waits in Slurm's queue\(reason) (job \(task.id))" : "job \(task.id) \(task.state)\(place)\(reason)"
  }
}

extension String {
  /// Whether it says why a run could not be handed over.
  fileprivate var isRefusal: Bool { hasPrefix(SlurmExecutor.refusalLead) }
}
