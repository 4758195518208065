import GRDB
import Tracking

extension Store {
  /// Runs that say how fast others of their kind are, at most.
  private static let runsPerSpeed = 20
  /// What of a config decides how long a step takes.
  private static let pathsOfSpeed = [
    "method", "network", "batch_size", "precision", "transforms", "record", "feedback.injection",
    "feedback.nonzeros", "feedback.points",
  ]

  /// The mean of a metric's last values over the newest runs of a config's kind that were trained here.
  ///
  /// - Parameters:
  ///   - config: canonical JSON; only the keys count that a step's time depends on.
  ///   - threads: cores that the runs computed on.
  ///   - metric: such as `samples_per_second`.
  /// - Returns: nil where there is no such run.
  /// - Complexity: a look at every job of the dataset and the method.
  package func speed(
    like config: String, dataset: String, method: String, threads: Int, metric: String
  ) throws -> (value: Double, runs: Int)? {
    let alike = Self.pathsOfSpeed.map {
      "json_extract(jobs.config, '$.\($0)') IS json_extract(asked.config, '$.\($0)')"
    }
    return try pool.read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          WITH asked AS (SELECT ? AS config)
          SELECT avg(value) AS value, count(value) AS runs FROM (
            SELECT (
              SELECT value FROM points WHERE series_id = series.id AND value IS NOT NULL
              ORDER BY step DESC LIMIT 1) AS value
            FROM asked JOIN jobs JOIN runs ON runs.job_id = jobs.id
            JOIN series ON series.run_id = runs.id AND series.name = ?
            WHERE jobs.dataset = ? AND jobs.method = ? AND runs.threads = ? AND runs.owner IS NOT ?
              AND jobs.deleted_at IS NULL AND \(alike.joined(separator: " AND "))
            ORDER BY runs.id DESC LIMIT ?)
          """,
        arguments: [
          config, metric, dataset, method, threads, RunOwner.outside.rawValue, Self.runsPerSpeed,
        ])
      guard let row, let value: Double = row["value"] else { return nil }
      return (value, row["runs"])
    }
  }
}
