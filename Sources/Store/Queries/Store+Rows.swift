import GRDB
import Tracking

extension Store {
  /// What ``Page/next`` of rows looks like, as a regular expression.
  package static var listingCursorPattern: String { ListingCursor.pattern }

  /// Points of a row's picture at most.
  private static let sparkPoints = 24

  /// Jobs as rows of a table, a page of them: some statements however many there are, and a few for each row's picture.
  ///
  /// - Parameters:
  ///   - metric: what `last`, `best` and the picture are of.
  ///   - columns: keys of the config to show.
  ///   - after: ``Page/next`` of the page before.
  ///   - limit: how many, 1 ... 1,000; brought into that range.
  /// - Returns: the page, and on the first one how many jobs the selection has.
  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  package func rows(
    _ selection: JobSelection = JobSelection(), by order: ListingOrder = ListingOrder(),
    metric: ListedMetric, columns: [ConfigPath] = [], after: String? = nil,
    limit: Int = Page<JobListing>.defaultLimit
  ) throws -> (page: Page<JobListing>, total: Int?) {
    let limit = Page<JobListing>.limit(limit)
    let cursor = try after.map(ListingCursor.init)
    var conditions = selection.conditions
    conditions.add("jobs.deleted_at IS NULL")
    return try pool.read { db in
      let total = try cursor == nil ? count(db, conditions) : nil
      let places = try places(db, conditions, order, metric, after: cursor, limit: limit + 1)
      let ids = places.prefix(limit).map { $0["id"] as Int64 }
      var page = Page(try listings(db, ids, metric: metric, columns: columns), limit: limit, id: \.id)
      if places.count > limit {
        let last = places[limit - 1]
        let key = order.sort == .id ? nil : last["k"] as DatabaseValue
        page.next = ListingCursor(id: last["id"], key: key).text
      }
      return (page, total)
    }
  }

  private func count(_ db: Database, _ conditions: Conditions) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM jobs JOIN experiments ON experiments.id = jobs.experiment_id WHERE \(conditions.sql)
        """,
      arguments: conditions.arguments) ?? 0
  }

  /// Ids of a page's jobs, in their order, with what they are sorted by.
  private func places(
    _ db: Database, _ conditions: Conditions, _ order: ListingOrder, _ metric: ListedMetric,
    after cursor: ListingCursor?, limit: Int
  ) throws -> [Row] {
    let key = order.sort.key(metric)
    let direction = order.isDescending ? "DESC" : "ASC"
    let place = order.sort == .id ? cursor?.withoutValue : cursor
    let behind = place?.condition(isDescending: order.isDescending) ?? (sql: "TRUE", arguments: [])
    let jobs = "jobs JOIN experiments ON experiments.id = jobs.experiment_id WHERE \(conditions.sql)"
    guard order.sort != .id else {
      return try Row.fetchAll(
        db,
        sql: """
          WITH picked AS (SELECT jobs.id AS id FROM \(jobs))
          SELECT id FROM picked WHERE \(behind.sql) ORDER BY id \(direction) LIMIT ?
          """,
        arguments: conditions.arguments + behind.arguments + [limit])
    }
    // A cursor holds a double, or the beginning of a text: what is compared with it is the same.
    return try Row.fetchAll(
      db,
      sql: """
        WITH valued AS MATERIALIZED (SELECT jobs.id AS id, \(key.sql) AS v FROM \(jobs)),
        picked AS MATERIALIZED (
          SELECT id, CASE typeof(v) WHEN 'integer' THEN CAST(v AS REAL) WHEN 'text' THEN substr(v, 1, 200) ELSE v END AS k
          FROM valued)
        SELECT id, k FROM picked WHERE \(behind.sql)
        ORDER BY k IS NULL, k \(direction), id \(direction) LIMIT ?
        """,
      arguments: key.arguments + conditions.arguments + behind.arguments + [limit])
  }

  /// Some jobs as rows, in the order of their ids in the list.
  func listings(
    _ db: Database, _ ids: [Int64], metric: ListedMetric, columns: [ConfigPath] = []
  ) throws -> [JobListing] {
    let jobs = try JobRow.fetch(db, where: "jobs.id IN (SELECT value FROM json_each(?))", [ids.json])
    let places = Dictionary(jobs.map { ($0.id, $0) }) { first, _ in first }
    let extras = try extras(db, ids, columns)
    let totals = try ListedTotals(db, metric, runs: jobs.flatMap { $0.runs.map(\.id) })
    let reader = try SeriesReader(db)
    return try ids.compactMap { id in
      guard let job = places[id], let extra = extras[id] else { return nil }
      let values = columns.indices.map { (columns[$0].text, extra["v\($0)"] as String?) }
      return JobListing(
        job: job, experimentID: extra["experiment_id"], batchSize: extra["batch_size"],
        last: totals.last(of: job.runs), best: totals.best(of: job.runs),
        spark: try totals.series(of: job.runs.first).map { try spark(reader, $0) } ?? [],
        speed: totals.speed(of: job.runs), values: Dictionary(values) { first, _ in first })
    }
  }

  private func extras(_ db: Database, _ ids: [Int64], _ columns: [ConfigPath]) throws -> [Int64: Row] {
    let values = columns.enumerated().map { ", \($1.valueSQL) AS v\($0)" }.joined()
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT jobs.id, jobs.experiment_id,
          iif(json_type(jobs.config, '$.batch_size') = 'integer', jobs.config ->> '$.batch_size', NULL) AS batch_size\(values)
        FROM jobs WHERE jobs.id IN (SELECT value FROM json_each(?))
        """,
      arguments: [ids.json])
    return Dictionary(rows.map { ($0["id"], $0) }) { first, _ in first }
  }

  private func spark(_ reader: SeriesReader, _ series: Int64) throws -> [Double] {
    var points = SeriesPoints(id: series, run: 0, attempt: 1, name: "", layer: nil, unit: nil)
    _ = try reader.read(&points, after: .min, upTo: .max, atMost: Self.sparkPoints)
    return points.values
  }
}

/// What the series of many runs tell of a metric, and of their speed.
private struct ListedTotals {
  private struct Total {
    var series: Int64
    var last: Double?
    var best: Double?
  }

  private var metric: [Int64: Total] = [:]
  private var speeds: [Int64: Double] = [:]
  private let isLowBest: Bool

  init(_ db: Database, _ listed: ListedMetric, runs: [Int64]) throws {
    isLowBest = listed.isLowBest
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, run_id, name, last_value, \(listed.isLowBest ? "lowest" : "highest") AS best
        FROM series LEFT JOIN series_totals ON series_totals.series_id = series.id
        WHERE run_id IN (SELECT value FROM json_each(?)) AND name IN (?, ?) AND ifnull(layer, '') = ''
        """,
      arguments: [runs.json, listed.name, listed.speed])
    while let row = try rows.next() {
      let (run, name) = (row["run_id"] as Int64, row["name"] as String)
      if name == listed.name {
        metric[run] = Total(series: row["id"], last: row["last_value"], best: row["best"])
      }
      if name == listed.speed { speeds[run] = row["last_value"] }
    }
  }

  func series(of run: Run?) -> Int64? { run.flatMap { metric[$0.id]?.series } }

  func speed(of runs: [Run]) -> Double? { runs.compactMap { speeds[$0.id] }.last }

  func best(of runs: [Run]) -> Double? {
    let values = runs.compactMap { metric[$0.id]?.best }
    return isLowBest ? values.min() : values.max()
  }

  /// The mean, which never leaves the range of its values: that of equal ones is that value.
  func last(of runs: [Run]) -> Double? {
    let values = runs.compactMap { metric[$0.id]?.last }
    guard let low = values.min(), let high = values.max() else { return nil }
    // Divided by a power of two first, which changes no digit, the sum of the largest numbers is still a number.
    let sum = values.reduce(0) { $0 + $1 / 0x1p30 }
    return min(max(sum / Double(values.count) * 0x1p30, low), high)
  }
}

extension ListingOrder.Sort {
  /// What jobs are sorted by as SQL over `jobs` and `experiments`; NULL for nothing.
  fileprivate func key(_ metric: ListedMetric) -> (sql: String, arguments: StatementArguments) {
    switch self {
    case .config(let path): (path.sortSQL, [])
    case .column(let column):
      switch column {
      case .id: ("NULL", [])
      case .name: ("lower(jobs.name)", [])
      case .experiment: ("lower(experiments.name)", [])
      case .method: ("lower(jobs.method)", [])
      case .network: ("lower(jobs.network)", [])
      case .dataset: ("lower(jobs.dataset)", [])
      case .status: (Self.statusSQL, [])
      case .progress: (Self.progressSQL, [])
      case .created: ("jobs.created_at", [])
      case .started: ("jobs.started_at", [])
      case .duration: ("(SELECT sum(seconds) FROM runs WHERE job_id = jobs.id)", [])
      case .last: (Self.sql("avg(series_totals.last_value)"), [metric.name])
      case .best:
        (
          Self.sql(metric.isLowBest ? "min(series_totals.lowest)" : "max(series_totals.highest)"),
          [metric.name]
        )
      }
    }
  }

  /// In the order of a job's life.
  private static let statusSQL =
    "CASE jobs.status "
    + Status.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ") + " END"

  /// The part of its iterations that is behind a job; NULL where nobody knows how many it has.
  private static let progressSQL = """
    (SELECT iif(sum(steps = 0 AND status IN ('queued', 'running', 'interrupted')), NULL, total(step) / nullif(total(steps), 0))
      FROM runs WHERE job_id = jobs.id)
    """

  private static func sql(_ value: String) -> String {
    """
    (SELECT \(value) FROM runs
      CROSS JOIN series ON series.run_id = runs.id AND series.name = ? AND ifnull(series.layer, '') = ''
      CROSS JOIN series_totals ON series_totals.series_id = series.id
      WHERE runs.job_id = jobs.id)
    """
  }
}
