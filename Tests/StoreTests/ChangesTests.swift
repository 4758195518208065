import Dispatch
import GRDB
import Synchronization
import Testing
import Tracking

@testable import Store

/// Points that come late, and values that are corrected, reach whoever follows `next`.
struct ChangesTests {
  private let temporary: TemporaryStore
  private let run: Int64
  private var store: Store { temporary.store }

  init() throws {
    temporary = try TemporaryStore()
    run = try Self.open(temporary.store)
  }

  private static func open(_ store: Store) throws -> Int64 {
    let job = NewJob(
      name: "elsewhere", experiment: "e", tags: [:], method: "bp", network: "mlp", dataset: "xor",
      config: "{}",
      seeds: [1], steps: 0, stepsPerEpoch: 1)
    return try store.insertExternal(job).runs[0].id
  }

  private func log(_ steps: [Int], _ values: [Double], name: String = "loss", run other: Int64? = nil) throws
  {
    let columns = [PointColumns(Metric(name), steps: steps, values: values)]
    _ = try store.append(columns, toExternal: other ?? run)
  }

  /// Somebody who follows `next` and applies what it brings.
  private struct Follower {
    let store: Store
    let runs: [Int64]
    /// nil reads stored points in parts of `limit`.
    let maxPoints: Int?
    let limit: Int
    var next = PointCursor.step(0)
    /// What is held, by series and step.
    var held: [Int64: [Int: Double?]] = [:]
    var told = 0

    /// Reads until nothing is left out.
    mutating func catchUp() throws {
      while true {
        let page = try store.points(runs: runs, names: [], after: next, maxPoints: maxPoints, limit: limit)
        for series in page.series {
          if series.isAnew { held[series.id] = [:] }
          #expect(maxPoints != nil || series.steps.count <= max(limit / page.series.count, 1))
          for (step, value) in zip(series.steps, series.values) {
            held[series.id, default: [:]][step] = value.isNaN ? .some(nil) : value
          }
          told += series.steps.count
        }
        next = try PointCursor(page.next.text)
        if !page.isPartial { return }
      }
    }
  }

  private func stored() throws -> [Int64: [Int: Double?]] {
    try store.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM points").reduce(into: [:]) {
        $0[$1["series_id"], default: [:]][$1["step"]] = .some($1["value"] as Double?)
      }
    }
  }

  @Test func `late points and corrections are told once, before the new ones, and nothing is told twice`()
    throws
  {
    try log([100, 200], [0.5, 0.6])
    var page = try store.points(runs: [run], names: [], after: .step(0), maxPoints: nil)
    #expect(page.series[0].steps == [100, 200])
    try log([500], [0.8])
    try log([300, 400], [0.7, 0.75])
    page = try store.points(runs: [run], names: [], after: PointCursor(page.next.text), maxPoints: nil)
    #expect(page.series[0].steps == [300, 400, 500])
    // One that is late, one that is corrected, one that is as it was, one that is new.
    try log([600, 350, 500, 100], [0.9, 0.72, 0.8, .nan])
    page = try store.points(runs: [run], names: [], after: PointCursor(page.next.text), maxPoints: nil)
    #expect(page.series[0].steps == [100, 350, 600])
    #expect(page.series[0].values[0].isNaN && page.series[0].values[1...] == [0.72, 0.9])
    page = try store.points(runs: [run], names: [], after: PointCursor(page.next.text), maxPoints: nil)
    #expect(page.series[0].steps == [] && !page.isPartial)
  }

  @Test func `points before the first step and below it come as any other, whoever reads from the start`()
    throws
  {
    try log([0, 7], [0.5, 0.6])
    var page = try store.points(runs: [run], names: [], after: PointCursor("0"), maxPoints: nil)
    #expect(page.series[0].steps == [0, 7])
    try log([-3, 8], [0.1, 0.7])
    page = try store.points(runs: [run], names: [], after: PointCursor(page.next.text), maxPoints: nil)
    #expect(page.series[0].steps == [-3, 8])
    #expect(
      try store.points(runs: [run], names: [], after: .start, maxPoints: nil).series[0].steps == [
        -3, 0, 7, 8,
      ])
    // A series of negative steps alone, read to its end and on.
    try log([-20, -10], [1, 2], name: "warm up")
    page = try store.points(runs: [run], names: ["warm up"], after: .start, maxPoints: nil)
    #expect(page.series[0].steps == [-20, -10])
    try log([-9], [3], name: "warm up")
    page = try store.points(
      runs: [run], names: ["warm up"], after: PointCursor(page.next.text), maxPoints: nil)
    #expect(page.series[0].steps == [-9])
  }

  @Test func `a chart is given anew when a point that it has has changed, and else goes on`() throws {
    try log(Array(1...1_000), Array(repeating: 1, count: 1_000))
    try log([1, 2], [1, 2], name: "accuracy")
    var page = try store.points(runs: [run], names: [], after: .step(0), maxPoints: 50)
    #expect(page.series.map(\.isAnew) == [false, false] && page.isReduced)
    try log([500, 1_001], [9, 1])
    page = try store.points(runs: [run], names: [], after: page.next, maxPoints: 50)
    #expect(page.series.map(\.isAnew) == [true, false])
    #expect(page.series[0].reduction?.counts.reduce(0, +) == 1_001)
    #expect(page.series[0].reduction?.max.max() == 9 && page.series[1].steps == [])
    try log([1_002], [1])
    page = try store.points(runs: [run], names: [], after: page.next, maxPoints: 50)
    #expect(page.series.map(\.isAnew) == [false, false] && page.series[0].steps == [1_002])
  }

  @Test func `a plain step asks for later steps alone; a cursor of an earlier version hears of every change`()
    throws
  {
    try log([10, 20], [1, 2])
    try log([15], [9])
    let id = try #require(try stored().keys.first)
    let plain = try store.points(runs: [run], names: [], after: PointCursor("20"), maxPoints: nil)
    #expect(plain.series[0].steps == [])
    let old = try store.points(runs: [run], names: [], after: PointCursor("20_\(id)"), maxPoints: nil)
    #expect(old.series[0].steps == [15])
    try log([16], [9])
    let next = try store.points(runs: [run], names: [], after: plain.next, maxPoints: nil)
    #expect(next.series[0].steps == [16])
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6])
  func
    `whoever follows next has exactly what is stored, whatever came in whatever order, in parts of any size`(
      seed: Int
    ) throws
  {
    var random = SplitMix(state: UInt64(seed))
    let runs = try [run, Self.open(store), Self.open(store)]
    var followers = [(nil, 7), (nil, 60), (nil, 250_000), (1_000, 250_000)].map {
      Follower(store: store, runs: Array(runs[..<2]), maxPoints: $0.0, limit: $0.1)
    }
    for _ in 0..<120 {
      let count = Int.random(in: 1...30, using: &random)
      let start = Int.random(in: 1...300, using: &random)
      var steps = (0..<count).map { _ in start + Int.random(in: 0...40, using: &random) }
      if Bool.random(using: &random) { steps.sort() }
      let values = steps.map { _ in [0.5, 1, .nan].randomElement(using: &random)! }
      try log(
        steps, values, name: ["loss", "accuracy"].randomElement(using: &random)!,
        run: runs.randomElement(using: &random)!)
      for index in followers.indices where Int.random(in: 0..<4, using: &random) == 0 {
        try followers[index].catchUp()
      }
    }
    let all = try stored()
    let asked = Set(
      try store.points(runs: Array(runs[..<2]), names: [], after: .step(0), maxPoints: 3).series.map(\.id))
    for index in followers.indices {
      try followers[index].catchUp()
      #expect(followers[index].held == all.filter { asked.contains($0.key) }, "follower \(index)")
      // Then there is nothing more to tell.
      let told = followers[index].told
      try followers[index].catchUp()
      #expect(followers[index].told == told)
    }
  }

  @Test func `writers at work at once lose nothing for those who follow them`() throws {
    let store = store
    let runs = try [run, Self.open(store)]
    let working = Atomic(3)
    let followers = Mutex(
      [(nil, 40), (500, 250_000)].map { Follower(store: store, runs: runs, maxPoints: $0.0, limit: $0.1) })
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      var random = SplitMix(state: UInt64(thread))
      if thread == 3 {
        while working.load(ordering: .relaxed) > 0 {
          followers.withLock { all in
            for index in all.indices {
              do { try all[index].catchUp() } catch { Issue.record(error) }
            }
          }
        }
        return
      }
      for round in 0..<40 {
        let steps = (0..<20).map { _ in Int.random(in: 1...400, using: &random) }
        let columns = [
          PointColumns(Metric("loss"), steps: steps, values: steps.map { Double($0 * round + thread) })
        ]
        do { _ = try store.append(columns, toExternal: runs[round % 2]) } catch { Issue.record(error) }
      }
      working.subtract(1, ordering: .relaxed)
    }
    let all = try stored()
    try followers.withLock { followers in
      for index in followers.indices {
        try followers[index].catchUp()
        #expect(followers[index].held == all)
      }
    }
  }

  @Test func `one row is kept for each changed point, and it goes with its point`() throws {
    try log([1, 2, 3], [1, 2, 3])
    #expect(try temporary.number("SELECT count(*) FROM changes") == 0)
    for round in 0..<5 { try log([2], [Double(round) + 0.5]) }
    #expect(try temporary.number("SELECT count(*) FROM changes") == 1)
    #expect(try temporary.number("SELECT id FROM changes") == 5)
    try log([3, 1], [30, 10])
    try store.pool.write { try store.deletePoints($0, run: run, after: 2) }
    #expect(try temporary.number("SELECT max(step) FROM changes") == 2)
    let job = try #require(try store.run(run)?.jobID)
    _ = try store.delete(job: job)
    while try store.removeSome(of: job) {}
    #expect(try temporary.number("SELECT count(*) FROM changes") == 0)
    // No number comes twice, even so.
    let other = try Self.open(store)
    try log([2], [1], run: other)
    try log([1], [1], run: other)
    #expect(try temporary.number("SELECT id FROM changes") == 8)
  }
}
