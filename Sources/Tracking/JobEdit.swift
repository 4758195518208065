/// Changes to what a job is called, where it belongs and what is written about it; nothing that it computes. What is nil
/// stays.
package struct JobEdit: Sendable, Equatable {
  package var name: String?
  package var experiment: String?
  /// Markdown; empty takes it away.
  package var notes: String?
  /// By key: the value, or nil to take the tag off.
  package var tags: [String: String?]

  package init(
    name: String? = nil, experiment: String? = nil, notes: String? = nil, tags: [String: String?] = [:]
  ) {
    self.name = name
    self.experiment = experiment
    self.notes = notes
    self.tags = tags
  }
}

/// One thing that happened to a run.
package struct RunHistoryEntry: Sendable, Equatable, Identifiable {
  package var id: Int64
  /// Seconds since 1970, UTC.
  package var at: Double
  package var attempt: Int
  /// The last iteration whose points were stored by then.
  package var step: Int
  /// That the run had from then on.
  package var status: Status
  /// nil for a change of status that needs no word.
  package var message: String?

  package init(id: Int64, at: Double, attempt: Int, step: Int, status: Status, message: String?) {
    self.id = id
    self.at = at
    self.attempt = attempt
    self.step = step
    self.status = status
    self.message = message
  }
}
