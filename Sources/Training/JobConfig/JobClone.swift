import Formats
import Foundation
import Tracking

/// What a POST to `/jobs/{id}/clone` may hold: changes to the job's config, and another priority.
package struct JobClone: Sendable {
  private let overrides: JSONValue
  /// nil for the job's own.
  private let priority: Int?

  /// - Parameter body: JSON; nothing at all stands for no changes.
  /// - Throws: ``ConfigError`` with every problem at once.
  package init(parsing body: Data) throws {
    let reader = ConfigReader(body.isEmpty ? [:] : try JSONValue(parsing: body))
    overrides = reader.anyObject("overrides", "what is to be other than in the job that is cloned")
    let given = reader.has("priority")
    let priority = JobRequest.readPriority(reader)
    self.priority = given ? priority : nil
    reader.reportUnknownKeys()
    if overrides["initial_weights"] ?? .null != .null {
      reader.report(
        "overrides.initial_weights", "a config cannot name a file of the server; use `bearing run` for that",
        expected: "no such key", found: nil)
    }
    try reader.throwProblems()
  }

  /// The job that is asked for.
  ///
  /// - Throws: ``ConfigError`` when the changed config has problems, ``TrackingError/external(job:to:)`` when the job
  ///   has none that could be trained here.
  package func newJob(of job: Job, datasets: DatasetLibrary) throws -> NewJob {
    guard !job.runs.contains(where: \.isExternal) else {
      throw TrackingError.external(job: job.id, to: "be cloned")
    }
    guard case .object(var base) = try JSONValue(parsing: Data(job.config.utf8)) else {
      throw TrackingError.noSuchJob(job.id)
    }
    // A name that was made of method, network and dataset is made anew.
    if job.name == JobConfig.usualName(method: job.method, network: job.network, dataset: job.dataset) {
      base["name"] = nil
    }
    // Weights that the job began with were named on this machine's command line; so they may stay.
    let config = try JobConfig(
      JSONValue.object(base).changed(by: overrides), datasets: datasets,
      allowingFiles: base["initial_weights"] != nil)
    var new = try config.newJob(datasets: datasets)
    new.priority = priority ?? job.priority
    return new
  }
}
