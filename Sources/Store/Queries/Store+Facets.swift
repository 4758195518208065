import GRDB
import Tracking

extension Store {
  /// What a selection can be narrowed by. Each part is counted over the jobs that all other parts pick; of tags those of a key
  /// over the jobs that the other keys' pick, too.
  ///
  /// - Complexity: one pass over the jobs, one more over their tags for each key of a tag that is selected, and one over the
  ///   configs of the selection.
  package func facets(_ selection: JobSelection) throws -> JobFacets {
    try pool.read { db in
      var facets = JobFacets(total: 0, values: [:], leftOut: [:], varying: [])
      try addColumns(db, selection, to: &facets)
      facets.add("tag", try tagCounts(db, selection))
      facets.varying = try configs.varying(db, selection)
      return facets
    }
  }

  /// Parts that are columns: few combinations of values, however many jobs there are.
  private func addColumns(_ db: Database, _ selection: JobSelection, to facets: inout JobFacets) throws {
    let parts = ["status", "experiment", "method", "network", "dataset"]
    let wanted = [
      selection.status.map(\.rawValue), selection.experiment, selection.method, selection.network,
      selection.dataset,
    ].map(Set.init)
    var others = selection
    (others.status, others.experiment, others.method) = ([], [], [])
    (others.network, others.dataset) = ([], [])
    var counts = parts.map { _ in [String: Int]() }
    let conditions = others.conditions
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT jobs.status, experiments.name, jobs.method, jobs.network, jobs.dataset, count(*)
        FROM jobs JOIN experiments ON experiments.id = jobs.experiment_id
        WHERE jobs.deleted_at IS NULL AND \(conditions.sql)
        GROUP BY jobs.status, jobs.experiment_id, jobs.method, jobs.network, jobs.dataset
        """,
      arguments: conditions.arguments)
    while let row = try rows.next() {
      let values = parts.indices.map { row[$0] as String }
      let jobs: Int = row[parts.count]
      let misses = parts.indices.filter { !wanted[$0].isEmpty && !wanted[$0].contains(values[$0]) }
      if misses.isEmpty { facets.total += jobs }
      for part in parts.indices where misses.allSatisfy({ $0 == part }) {
        counts[part][values[part], default: 0] += jobs
      }
    }
    for (part, counts) in zip(parts, counts) { facets.add(part, counts) }
  }

  private func tagCounts(_ db: Database, _ selection: JobSelection) throws -> [String: Int] {
    let groups = Set(selection.tag.map(\.group))
    var counts: [String: Int] = [:]
    for group in groups {
      var others = selection
      others.tag.removeAll { $0.group == group }
      try count(db, others, into: &counts) { $0 == group }
    }
    try count(db, selection, into: &counts) { !groups.contains($0) }
    return counts
  }

  /// Characters of the longest value that is told: whole texts are no choices.
  private static let longestTag = 200

  /// Counts the tags of a selection's jobs whose group is one of those that are meant.
  private func count(
    _ db: Database, _ selection: JobSelection, into counts: inout [String: Int],
    where isMeant: (String) -> Bool
  ) throws {
    var conditions = selection.conditions
    conditions.add("jobs.deleted_at IS NULL")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT key, value, count(*) FROM job_tags
        WHERE length(value) <= \(Self.longestTag) AND job_id IN (
          SELECT jobs.id FROM jobs JOIN experiments ON experiments.id = jobs.experiment_id WHERE \(conditions.sql))
        GROUP BY key, value
        """,
      arguments: conditions.arguments)
    while let row = try rows.next() {
      let tag = JobSelection.Tag(key: row[0], value: row[1])
      if isMeant(tag.group) { counts[tag.text, default: 0] += row[2] as Int }
    }
  }
}
