import Formats

/// One trial of a job: one seed, one trained network.
package struct Run: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var jobID: Int64
  /// 1 for the job's first seed.
  package var trial: Int
  package var seed: UInt64
  package var status: Status
  /// 1 at first; one more each time the run is taken up again, after a pause or the end of the process.
  package var attempt: Int
  /// Last iteration whose points are committed, from 1; 0 before the first.
  package var step: Int
  /// Iterations that the whole run takes; 0 while unknown, see ``isOpenEnded``.
  package var steps: Int
  package var stepsPerEpoch: Int
  /// Who trains it, or trained it last; who will, for one that waits: whoever comes, unless it is ``RunOwner/outside``.
  package var owner: RunOwner
  /// Threads that it was begun with and goes on with, so that its sums keep their order; nil before its begin.
  package var threads: Int?
  /// Why the run ended as it did, in words for the user; nil while it goes well.
  package var message: String?
  /// The iteration whose loss was not finite, if one was.
  package var divergedStep: Int?
  /// Times are seconds since 1970, UTC.
  package var createdAt: Double
  package var startedAt: Double?
  package var finishedAt: Double?
  /// When its last points were stored; nil before the first.
  package var lastPointAt: Double?
  /// Seconds under training so far, without pauses and without the time between two processes; nil where nobody has measured
  /// them.
  package var seconds: Double?
  /// Markdown, as somebody wrote it about the run; nil for nothing.
  package var notes: String?

  package init(
    id: Int64, jobID: Int64, trial: Int, seed: UInt64, status: Status, attempt: Int = 1, step: Int = 0,
    steps: Int,
    stepsPerEpoch: Int, owner: RunOwner = .local, threads: Int? = nil, message: String? = nil,
    divergedStep: Int? = nil, createdAt: Double, startedAt: Double? = nil, finishedAt: Double? = nil,
    lastPointAt: Double? = nil, seconds: Double? = nil, notes: String? = nil
  ) {
    self.id = id
    self.jobID = jobID
    self.trial = trial
    self.seed = seed
    self.status = status
    self.attempt = attempt
    self.step = step
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
    self.owner = owner
    self.threads = threads
    self.message = message
    self.divergedStep = divergedStep
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.lastPointAt = lastPointAt
    self.seconds = seconds
    self.notes = notes
  }

  /// Times that the process may die while it trains a run, without a new checkpoint in between, before the run is taken
  /// for the cause.
  package static let mostDeaths = 3

  /// Whether somebody else trains it and reports over HTTP: then no queue of ours claims, resumes or stops it.
  package var isExternal: Bool {
    get { owner == .outside }
    set { owner = newValue ? .outside : .local }
  }

  /// Whether nobody has said how long it will be: it is trained elsewhere and has not ended.
  package var isOpenEnded: Bool { steps == 0 && !status.isFinal }

  /// The epoch that the run is in, from 1; 0 before the first iteration.
  package var epoch: Int { epoch(of: step) }

  /// Epochs of the whole run, one that is cut short counted too.
  package var epochs: Int { epoch(of: steps) }

  /// The epoch that an iteration belongs to, from 1; 0 for step 0, and less for those before.
  package func epoch(of step: Int) -> Int { (step - 1).floored(by: max(stepsPerEpoch, 1)) + 1 }
}

/// Who trains a run. A run that is under way is leased to its owner: nobody else claims it, resumes it, ends it or takes it
/// for dead.
///
/// A lease ends with the run, with its owner's process (``local``), or at a time (a worker's). Runs that are trained
/// ``outside`` are owned for good, whatever their status.
package struct RunOwner: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// What the column `runs.owner` says.
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// Whoever holds the data directory, of which there is one at a time: a server's queue, or `bearing run`. Its lease has no
  /// time, because the lock on the directory goes with the process: who gets that lock next knows that it is dead.
  package static let local = RunOwner(rawValue: "local")

  /// Somebody who trains elsewhere by means of their own and reports over HTTP. Nobody here can tell for certain that they
  /// are dead, and nothing here can go on where they stopped.
  package static let outside = RunOwner(rawValue: "outside")

  /// A process elsewhere that trains for this data directory, with a lease that it has to renew.
  ///
  /// - Parameter name: unlike that of every other worker.
  package static func worker(_ name: String) -> RunOwner { RunOwner(rawValue: "worker:\(name)") }

  package var isWorker: Bool { rawValue.hasPrefix("worker:") }

  package var description: String { rawValue }
}
