import Formats
import Foundation
import Reproduction
import Tracking
import Training

/// A plan, and how far a server has got with it.
struct PlanWork {
  let plan: StudyPlan
  let workplace: Workplace
  /// Of each part.
  private(set) var runs: [PartRuns]

  /// Looks for runs that the database has already.
  init(_ plan: StudyPlan, at workplace: Workplace) throws {
    self.plan = plan
    self.workplace = workplace
    runs = []
    try look()
  }

  /// - Complexity: two queries; a comparison of each part's config with that of every job of its dataset and method.
  mutating func look() throws {
    let dataset = plan.dataset.replacing("'", with: "''")
    let jobs = try workplace.ask(
      "select id, method, config from jobs where dataset = '\(dataset)' and deleted_at is null order by id")
    let found = try workplace.ask(
      """
      select runs.job_id, runs.id, runs.seed, runs.status, runs.diverged_step is not null
      from runs join jobs on jobs.id = runs.job_id
      where jobs.dataset = '\(dataset)' and jobs.deleted_at is null and runs.is_external = 0
      """
    ).compactMap(Self.known)
    let byJob = Dictionary(grouping: found, by: \.job)
    runs = plan.parts.map { part in
      let own = jobs.filter { job in
        job[1].string == part.method && job[2].string.map(part.config.hasRuns) == true
      }.compactMap { $0[0].integer.map(Int64.init) }
      return PartRuns(seeds: part.seeds, found: own.flatMap { byJob[$0] ?? [] })
    }
  }

  private static func known(_ row: [JSONValue]) -> PartRuns.Known? {
    guard row.count == 5, let job = row[0].integer, let id = row[1].integer, let seed = row[2].integer,
      let status = row[3].string.flatMap(Status.init)
    else { return nil }
    return PartRuns.Known(
      id: Int64(id), job: Int64(job), seed: UInt64(seed), status: status, hasDiverged: row[4].integer == 1)
  }

  /// Queues what is missing: a job for each row of seeds.
  ///
  /// - Returns: how many runs that were.
  @discardableResult
  mutating func submit() throws -> Int {
    var count = 0
    for (part, known) in zip(plan.parts, runs) {
      for gap in known.gaps {
        _ = try workplace.client.post("/api/v1/jobs", part.request(seeds: gap.first, count: gap.count))
        count += gap.count
      }
    }
    if count > 0 { try look() }
    return count
  }

  var isDone: Bool { runs.allSatisfy(\.isDone) }
}
