import GRDB
import Tracking

extension Store {
  /// Jobs, newest first: four statements however many there are.
  ///
  /// - Parameters:
  ///   - after: ``Page/next`` of the page before.
  ///   - limit: how many, 1 ... 1,000; brought into that range.
  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  package func jobs(
    _ selection: JobSelection = JobSelection(), after: String? = nil,
    limit: Int = Page<JobRecord>.defaultLimit
  ) throws -> Page<JobRecord> {
    let limit = Page<JobRecord>.limit(limit)
    var conditions = selection.conditions
    conditions.add("jobs.id < ?", [try Page<JobRecord>.before(after)])
    return try pool.read { db in
      let jobs = try JobRow.fetch(db, where: conditions.sql, conditions.arguments, limit: limit + 1)
      return Page(try records(db, jobs), limit: limit, id: \.id)
    }
  }

  /// A job with its runs' records; nil when there is none.
  package func jobRecord(_ id: Int64) throws -> JobRecord? {
    try pool.read { db in
      try records(db, JobRow.fetch(db, where: "jobs.id = ?", [id])).first
    }
  }

  /// Runs, newest first: two statements however many there are. Parameters as for ``jobs(_:after:limit:)``.
  package func runs(
    _ filter: RunFilter = RunFilter(), after: String? = nil, limit: Int = Page<RunRecord>.defaultLimit
  ) throws -> Page<RunRecord> {
    let limit = Page<RunRecord>.limit(limit)
    var conditions = filter.conditions
    conditions.add("runs.id < ?", [try Page<RunRecord>.before(after)])
    return try pool.read { db in
      Page(try runRecords(db, conditions, limit: limit + 1), limit: limit, id: \.id)
    }
  }

  /// A run's record; nil when there is none.
  package func runRecord(_ id: Int64) throws -> RunRecord? {
    var conditions = Conditions()
    conditions.add("runs.id = ?", [id])
    return try pool.read { try runRecords($0, conditions, limit: 1).first }
  }

  /// Ids of all runs that a filter picks, in their order.
  package func runIDs(_ filter: RunFilter) throws -> [Int64] {
    var conditions = filter.conditions
    conditions.add("jobs.deleted_at IS NULL", [])
    return try pool.read { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT runs.id FROM runs JOIN jobs ON jobs.id = runs.job_id
          JOIN experiments ON experiments.id = jobs.experiment_id WHERE \(conditions.sql) ORDER BY runs.id
          """,
        arguments: conditions.arguments)
    }
  }

  /// Ids of all runs of a selection, in their order.
  package func runIDs(_ selection: JobSelection) throws -> [Int64] {
    var conditions = selection.runConditions
    conditions.add("jobs.deleted_at IS NULL")
    return try pool.read { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT runs.id FROM runs JOIN jobs ON jobs.id = runs.job_id
          JOIN experiments ON experiments.id = jobs.experiment_id WHERE \(conditions.sql) ORDER BY runs.id
          """,
        arguments: conditions.arguments)
    }
  }

  private func records(_ db: Database, _ jobs: [Job]) throws -> [JobRecord] {
    let state = try RunState(db, runs: jobs.flatMap { $0.runs.map(\.id) })
    return jobs.map { job in
      JobRecord(
        job: job,
        runs: job.runs.map { run in
          RunRecord(
            run: run, of: job, layers: state.layers[run.id] ?? [:], latest: state.latest[run.id] ?? [:])
        })
    }
  }

  private func runRecords(_ db: Database, _ conditions: Conditions, limit: Int) throws -> [RunRecord] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT \(RunRow.columns), jobs.name AS job_name, experiments.name AS experiment, jobs.method, jobs.network,
          jobs.dataset
        FROM runs
        JOIN jobs ON jobs.id = runs.job_id
        JOIN experiments ON experiments.id = jobs.experiment_id
        WHERE jobs.deleted_at IS NULL AND \(conditions.sql) ORDER BY runs.id DESC LIMIT ?
        """,
      arguments: conditions.arguments + [limit])
    let state = try RunState(db, runs: rows.map { $0["id"] })
    return try rows.map { row in
      let run = try RunRow.run(row)
      return RunRecord(
        run: run, jobName: row["job_name"], experiment: row["experiment"], method: row["method"],
        network: row["network"], dataset: row["dataset"], layers: state.layers[run.id] ?? [:],
        latest: state.latest[run.id] ?? [:])
    }
  }
}

/// What the points tell of many runs at once, by run.
private struct RunState {
  /// Layers of each metric that has any, in the order in which their series were made, which is the network's.
  var layers: [Int64: [String: [String]]] = [:]
  /// Last value of every metric without a layer.
  var latest: [Int64: [String: Double]] = [:]

  /// One statement over the series.
  init(_ db: Database, runs: [Int64]) throws {
    let series = try Row.fetchCursor(
      db,
      sql: """
        SELECT run_id, name, layer, count, last_value
        FROM series CROSS JOIN series_totals ON series_id = id
        WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY id
        """,
      arguments: [runs.json])
    while let row = try series.next() {
      if let layer = row["layer"] as String? {
        layers[row["run_id"], default: [:]][row["name"], default: []].append(layer)
      } else if row["count"] > 0 {
        latest[row["run_id"], default: [:]][row["name"]] = row["last_value"] as Double? ?? .nan
      }
    }
  }
}
