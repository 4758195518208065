/// One POSTed config: method x network x dataset x hyper-parameters, with one run per trial.
package struct Job: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var name: String
  /// The question this job belongs to, for example `table1-fashion-mnist`.
  package var experiment: String
  package var tags: [String: String]
  package var method: String
  package var network: String
  package var dataset: String
  /// The config as canonical JSON: every key present, keys sorted, no white space.
  package var config: String
  package var status: Status
  /// Whether it waits to be resumed: none of its runs is begun or taken up again.
  package var isPaused: Bool
  /// -100 ... 100; jobs of a higher one go first.
  package var priority: Int
  /// Where its runs may be trained.
  package var place: Place
  /// Times are seconds since 1970, UTC.
  package var createdAt: Double
  package var startedAt: Double?
  package var finishedAt: Double?
  /// Markdown, as somebody wrote it about the job; nil for nothing.
  package var notes: String?
  /// The job's runs, in the order of their trials.
  package var runs: [Run]

  package init(
    id: Int64, name: String, experiment: String, tags: [String: String], method: String, network: String,
    dataset: String, config: String, status: Status, isPaused: Bool = false, priority: Int = 0,
    place: Place = .any,
    createdAt: Double, startedAt: Double? = nil, finishedAt: Double? = nil, notes: String? = nil, runs: [Run]
  ) {
    self.id = id
    self.name = name
    self.experiment = experiment
    self.tags = tags
    self.method = method
    self.network = network
    self.dataset = dataset
    self.config = config
    self.status = status
    self.isPaused = isPaused
    self.priority = priority
    self.place = place
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.notes = notes
    self.runs = runs
  }
}

/// What has to be known of a job before it has an id.
package struct NewJob: Sendable, Equatable {
  package var name: String
  package var experiment: String
  package var tags: [String: String]
  package var method: String
  package var network: String
  package var dataset: String
  /// Canonical JSON; see ``Job/config``.
  package var config: String
  /// One run is made for each seed, trial 1 first.
  package var seeds: [UInt64]
  /// Iterations that one run will take.
  package var steps: Int
  /// Iterations of one epoch, the short batch at its end counted too.
  package var stepsPerEpoch: Int
  /// -100 ... 100; see ``Job/priority``.
  package var priority: Int
  package var place: Place

  package init(
    name: String, experiment: String, tags: [String: String], method: String, network: String,
    dataset: String,
    config: String, seeds: [UInt64], steps: Int, stepsPerEpoch: Int, priority: Int = 0, place: Place = .any
  ) {
    self.name = name
    self.experiment = experiment
    self.tags = tags
    self.method = method
    self.network = network
    self.dataset = dataset
    self.config = config
    self.seeds = seeds
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
    self.priority = priority
    self.place = place
  }
}

/// What can be done to many jobs in one call.
package enum JobsChange: String, Sendable, CaseIterable {
  case cancel, pause, resume, delete
}
