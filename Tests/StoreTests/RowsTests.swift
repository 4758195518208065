import Testing
import Tracking

@testable import Store

/// Jobs as rows of a table.
struct RowsTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }
  private let metric = ListedMetric("test_accuracy")

  init() throws { temporary = try TemporaryStore() }

  private func job(_ name: String, config: String = "{}", trials: Int = 1, steps: Int = 10) throws -> Job {
    try store.insert(
      NewJob(
        name: name, experiment: "e", tags: [:], method: "bp", network: "fc5", dataset: "mnist",
        config: config,
        seeds: (0..<trials).map(UInt64.init), steps: steps, stepsPerEpoch: 5))
  }

  /// Every id of a list, page by page.
  private func ids(
    _ sort: String, isDescending: Bool, limit: Int, metric: ListedMetric? = nil
  ) throws -> [Int64] {
    let order = ListingOrder(try #require(ListingOrder.Sort(sort)), isDescending: isDescending)
    var ids: [Int64] = []
    var after: String?
    repeat {
      let (page, total) = try store.rows(by: order, metric: metric ?? self.metric, after: after, limit: limit)
      #expect((total == nil) == (after != nil), "the total comes with the first page")
      #expect(page.items.count <= limit)
      ids += page.items.map(\.id)
      after = page.next
      if let after { #expect(try Regex(ListingCursor.pattern).wholeMatch(in: after) != nil, "\(after)") }
    } while after != nil
    return ids
  }

  @Test func `a row says how the metric ends, how it was at best and how it went`() throws {
    let job = try job(
      "a", config: #"{"batch_size":50,"optimizer":{"learning_rate":0.010,"name":"sgd"}}"#, trials: 3)
    try temporary.series(Metric("test_accuracy"), run: job.runs[0].id, [(5, 0.5), (10, .nan), (15, 0.25)])
    try temporary.series(Metric("test_accuracy"), run: job.runs[1].id, [(5, 0.75), (10, 0.5)])
    try temporary.series(Metric("test_accuracy", layer: "fc1"), run: job.runs[2].id, [(5, 1)])
    try temporary.series(Metric("samples_per_second"), run: job.runs[1].id, [(5, 900)])
    let columns = ["optimizer.learning_rate", "optimizer.name", "epochs"].compactMap { ConfigPath($0) }
    let row = try #require(try store.rows(metric: metric, columns: columns).page.items.first)
    #expect(row.last == 0.375 && row.best == 0.75 && row.speed == 900 && row.batchSize == 50)
    #expect(row.spark.count == 3 && row.spark[1].isNaN && row.spark[2] == 0.25)
    #expect(row.values == ["optimizer.learning_rate": "0.010", "optimizer.name": "sgd", "epochs": nil])
    let low = try store.rows(metric: ListedMetric("test_accuracy", isLowBest: true)).page.items[0]
    #expect(low.best == 0.25)
    let none = try store.rows(metric: ListedMetric("loss")).page.items[0]
    #expect(none.last == nil && none.best == nil && none.spark == [])
  }

  @Test func `the picture of a long run has few points, means of spans from its first to its last step`()
    throws
  {
    let job = try job("a")
    try temporary.series(Metric("test_accuracy"), run: job.runs[0].id, (1...5_000).map { ($0, Double($0)) })
    let spark = try store.rows(metric: metric).page.items[0].spark
    #expect((12...24).contains(spark.count) && spark == spark.sorted())
    #expect(spark[0] < 5_000 / 12 && spark[spark.count - 1] > 5_000 - 5_000 / 12)
  }

  @Test(arguments: [1, 3, 100])
  func `whatever jobs are sorted by, each comes once, those without a value last`(limit: Int) throws {
    let values = [
      #"{"x":0.5}"#, "{}", #"{"x":"b"}"#, #"{"x":2}"#, #"{"x":0.5}"#, #"{"x":"a"}"#, #"{"x":[1]}"#,
    ]
    let jobs = try values.enumerated().map { try job("job \($0 % 3)", config: $1).id }
    for (index, id) in jobs.enumerated() where index % 2 == 0 {
      let run = try #require(try store.job(id)?.runs[0].id)
      try temporary.series(Metric("test_accuracy"), run: run, [(5, 0.125 * Double(index / 4)), (6, .nan)])
      if index == 2 { try temporary.series(Metric("test_accuracy"), run: run, [(7, 0.75)]) }
    }
    func order(_ sort: String, _ isDescending: Bool) throws -> [Int] {
      try ids(sort, isDescending: isDescending, limit: limit).map { Int($0) - 1 }
    }
    #expect(try order("id", true) == [6, 5, 4, 3, 2, 1, 0])
    #expect(try order("id", false) == [0, 1, 2, 3, 4, 5, 6])
    #expect(try order("name", false) == [0, 3, 6, 1, 4, 2, 5])
    #expect(try order("name", true) == [5, 2, 4, 1, 6, 3, 0])
    // Numbers come before texts.
    #expect(try order("config.x", false) == [0, 4, 3, 6, 5, 2, 1])
    #expect(try order("config.x", true) == [2, 5, 6, 3, 4, 0, 1])
    #expect(try order("best", true) == [2, 6, 4, 0, 5, 3, 1])
    #expect(try order("last", false) == [2, 0, 1, 3, 4, 5, 6])
    #expect(try order("duration", true) == [6, 5, 4, 3, 2, 1, 0])
    for column in ListingOrder.Column.allCases {
      for isDescending in [true, false] {
        #expect(try Set(order(column.rawValue, isDescending)).count == 7, "\(column)")
      }
    }
  }

  @Test func `a job that comes meanwhile shifts no page, and one of the rest that goes leaves no gap`() throws
  {
    let ids = try (0..<6).map { try job("\($0)").id }
    let order = ListingOrder(.column(.name), isDescending: false)
    let first = try store.rows(by: order, metric: metric, limit: 2).page
    _ = try job("00")
    _ = try store.delete(job: ids[1])
    let rest = try store.rows(by: order, metric: metric, after: first.next, limit: 10).page
    #expect((first.items + rest.items).map(\.id) == ids)
  }

  @Test func `progress is what is behind all runs, and unknown while one has no end`() throws {
    let a = try job("a", trials: 2)
    let b = try job("b", steps: 4)
    let open = try store.insertExternal(
      NewJob(
        name: "open", experiment: "e", tags: [:], method: "m", network: "n", dataset: "d", config: "{}",
        seeds: [1], steps: 0, stepsPerEpoch: 1))
    try temporary.series(Metric("loss"), run: a.runs[1].id, [(10, 1)])
    try temporary.series(Metric("loss"), run: b.runs[0].id, [(3, 1)])
    #expect(try ids("progress", isDescending: true, limit: 10) == [b.id, a.id, open.id])
  }

  @Test(arguments: [
    "", "0", "x", "1.", "1.r12", "1.tf", "1.tgg", "1.n1", "1.rgggggggggggggggg", "1.t0", "-1",
  ])
  func `a cursor that is none is a typed error`(text: String) throws {
    #expect(throws: StoreError.badCursor(text, expected: "the \"next\" of the page before")) {
      try store.rows(metric: metric, after: text)
    }
  }

  @Test(arguments: ["7", "7.n", "7.r3ff0000000000000", "7.t", "7.t6a6f62", "7.tff", "7.r7ff8000000000000"])
  func `a cursor of another order is of no use, but no mistake`(text: String) throws {
    _ = try job("job")
    for column in ListingOrder.Column.allCases {
      _ = try store.rows(by: ListingOrder(.column(column)), metric: metric, after: text)
    }
  }

  @Test func `a page of 100 takes as many statements as a page of one, but for the pictures`() throws {
    let temporary = try TemporaryStore(isTracing: true)
    for _ in 0..<100 { _ = try temporary.job(trials: 2, tags: ["a": "b"]) }
    _ = try temporary.store.rows(metric: metric)
    for limit in [1, 100] {
      temporary.clearTrace()
      #expect(try temporary.store.rows(metric: metric, limit: limit).page.items.count == limit)
      let statements = temporary.statements.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("WITH") }
      #expect(statements.count == 7, "\(statements)")
    }
  }
}
