/// The runs as those who train them see them: one takes a run, begins it and ends it. Every call is one transaction: what
/// it returns is on disk.
///
/// While a run is `running` it is leased to its owner; see ``RunOwner``. An implementation need not be a database in this
/// process: of what goes in and out, everything but the closures of a claim could go over a wire, and these are called
/// between two transactions.
package protocol RunLeasing: Sendable {
  /// The job that a run belongs to, for its config.
  func job(_ id: Int64) throws -> Job?
  func run(_ id: Int64) throws -> Run?

  /// Marks as `interrupted` every run under way whose owner is dead, or as `cancelled` if that had been asked for: called
  /// once at start-up, before any run is claimed.
  ///
  /// Dead are: `owner`, whose name the caller has now, so that the one who had it before is gone, and everybody whose lease
  /// has expired. Runs that are trained outside, or by a worker whose lease holds, stay as they are. What an earlier
  /// version left `interrupted` of a cancelled job is cancelled too.
  ///
  /// - Returns: how many runs wait to be taken up again because of this call.
  @discardableResult
  func interruptRuns(of owner: RunOwner) throws -> Int

  /// Takes the next run to train and marks it `running` and its owner: of the highest priority, an interrupted one first,
  /// else the one that was asked for first. Runs of paused jobs are passed over.
  ///
  /// An interrupted run goes back to `step`, the last one that its checkpoint holds (0 without one): its points
  /// after that step are deleted in the same transaction and its attempt goes up by one.
  ///
  /// An interrupted run in whose training the process has died ``Run/mostDeaths`` times since its newest checkpoint fails
  /// instead, and the next one is looked for.
  ///
  /// - Parameters:
  ///   - lease: who will train it, and until when they hold it.
  ///   - admit: throws if the run cannot be begun now; then nothing is claimed. Called outside any transaction, so it may
  ///     take its time, and again for another run if somebody else claims the first one meanwhile.
  ///   - checkpointStep: the step that a run can be resumed from; called likewise.
  /// - Returns: the run in its new state, or nil when nothing waits.
  /// - Throws: what `admit` and `checkpointStep` throw, or an error of the store.
  func claimNextRun(
    for lease: LeaseTerms, admit: (Run) throws -> Void, checkpointStep: (Int64) throws -> Int
  ) throws -> Run?

  /// How many runs ``claimNextRun(for:admit:checkpointStep:)`` could give out now, one after the other.
  ///
  /// - Parameters:
  ///   - places: as in ``LeaseTerms/places``.
  ///   - limit: more are not counted.
  func waitingRuns(in places: [Place], upTo limit: Int) throws -> Int

  /// Takes a run that waits out of its turn, wherever it may be trained, and marks it `running`.
  ///
  /// - Parameter checkpointStep: as for ``claimNextRun(for:admit:checkpointStep:)``.
  /// - Throws: ``TrackingError/noSuchRun(_:)``, or ``TrackingError/notWaiting(run:_:)`` if it does not wait.
  func claim(run: Int64, for lease: LeaseTerms, checkpointStep: (Int64) throws -> Int) throws -> Run

  /// Adds a word to a run's history, for whoever asks later what it went through.
  func note(_ message: String, of run: Int64) throws

  /// Notes with how many threads a run is trained, unless that was noted before.
  ///
  /// - Returns: the number that holds, that of the run's first begin.
  /// - Throws: ``TrackingError/noSuchRun(_:)``.
  func begin(run: Int64, threads: Int) throws -> Int

  /// Ends a running run.
  ///
  /// A run that has stopped for now is cancelled instead if its job has been cancelled since: nobody would take it up
  /// again.
  ///
  /// - Parameters:
  ///   - message: why it ended like this.
  ///   - divergedStep: the iteration whose loss was not finite, if that is why.
  ///   - owner: who says so.
  /// - Returns: the status that it has got.
  /// - Throws: ``TrackingError/badTransition(run:from:to:)`` if it is not running, ``TrackingError/notOwner(run:_:)`` if
  ///   somebody else trains it.
  @discardableResult
  func finish(
    run: Int64, as status: Status, message: String?, divergedStep: Int?, by owner: RunOwner
  ) throws -> Status
}

/// For whom a run is claimed, and for how long.
package struct LeaseTerms: Sendable, Equatable {
  package var owner: RunOwner
  /// Seconds since 1970, UTC, after which others may take the run for abandoned; nil for as long as the owner lives.
  package var until: Double?
  /// Seconds that it is renewed by, and by which ``until`` lies ahead; nil with that.
  package var seconds: Double?
  /// What it will be trained by; nil where nobody has looked.
  package var environment: RunEnvironment?
  /// Only runs that may be trained in one of these are given out, unless one is asked for by its id.
  package var places: [Place]

  package init(
    owner: RunOwner, until: Double? = nil, seconds: Double? = nil, environment: RunEnvironment? = nil,
    places: [Place] = [.any, .here]
  ) {
    self.owner = owner
    self.until = until
    self.seconds = seconds
    self.environment = environment
    self.places = places
  }

  /// Of whoever holds the data directory.
  package static let local = LeaseTerms(owner: .local)
}

extension RunLeasing {
  /// The same for whoever holds the data directory, and without `admit` has room for any run.
  package func claimNextRun(
    admit: (Run) throws -> Void = { _ in }, checkpointStep: (Int64) throws -> Int
  ) throws -> Run? {
    try claimNextRun(for: .local, admit: admit, checkpointStep: checkpointStep)
  }

  /// The same for a run that has not been begun.
  package func claim(run: Int64, for lease: LeaseTerms = .local) throws -> Run {
    try claim(run: run, for: lease) { _ in 0 }
  }

  @discardableResult
  package func finish(run: Int64, as status: Status, message: String?, divergedStep: Int? = nil) throws
    -> Status
  {
    try finish(run: run, as: status, message: message, divergedStep: divergedStep, by: .local)
  }
}
