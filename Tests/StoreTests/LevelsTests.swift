import GRDB
import Testing
import Tracking

@testable import Store

/// The stored levels against levels computed from all points at once.
struct LevelsTests {
  /// Rising steps with gaps of up to `gap`, one value in five missing.
  static func points(_ count: Int, gap: Int, _ random: inout some RandomNumberGenerator) -> [(
    step: Int, value: Double
  )] {
    var step = 0
    return (0..<count).map { _ in
      step += Int.random(in: 1...gap, using: &random)
      let value = [Double.nan, .infinity, -.infinity][Int.random(in: 0..<3, using: &random)]
      return (
        step, Int.random(in: 0..<5, using: &random) == 0 ? value : Double.random(in: -1...1, using: &random)
      )
    }
  }

  /// Expects every level of a series, and its totals, to be what its stored points say.
  private func check(_ temporary: TemporaryStore, _ series: Int64, _ note: String) throws {
    try temporary.store.pool.read { db in
      let points = try Row.fetchAll(
        db, sql: "SELECT step, value FROM points WHERE series_id = ? ORDER BY step", arguments: [series]
      ).map { (step: $0["step"] as Int, value: $0["value"] as Double?) }
      let numbers = points.compactMap(\.value)
      let row = try #require(
        try Row.fetchOne(db, sql: "SELECT * FROM series_totals WHERE series_id = ?", arguments: [series]))
      #expect(row["count"] as Int == points.count && row["nulls"] as Int == points.count - numbers.count)
      #expect(row["first_step"] as Int? == points.first?.step, "\(note)")
      #expect(row["last_step"] as Int? == points.last?.step, "\(note)")
      #expect(row["last_value"] as Double? == points.last?.value, "\(note)")
      #expect(row["lowest"] as Double? == numbers.min(), "\(note)")
      #expect(row["highest"] as Double? == numbers.max(), "\(note)")
      for level in 1...Bucket.levels {
        let size = (0..<level).reduce(1) { size, _ in size * 8 }
        let groups = Dictionary(grouping: points) { ($0.step - 1) / size }.sorted { $0.key < $1.key }
        let rows = try Row.fetchAll(
          db, sql: "SELECT * FROM point_levels WHERE series_id = ? AND level = ? ORDER BY bucket",
          arguments: [series, level])
        #expect(rows.map { $0["bucket"] as Int } == groups.map(\.key), "\(note): buckets of level \(level)")
        for (row, group) in zip(rows, groups) {
          let values = group.value.compactMap(\.value)
          #expect(row["count"] as Int == group.value.count, "\(note)")
          #expect(row["nulls"] as Int == group.value.count - values.count, "\(note)")
          #expect(abs(row["sum"] as Double - values.reduce(0, +)) < 1e-9, "\(note)")
          #expect(row["min"] as Double? == values.min(), "\(note)")
          #expect(row["max"] as Double? == values.max(), "\(note)")
          #expect(row["first_step"] as Int == group.value.first?.step, "\(note)")
          #expect(row["last_step"] as Int == group.value.last?.step, "\(note)")
        }
      }
    }
  }

  @Test(arguments: [1, 3, 40, 5_000])
  func `levels equal brute force, whatever the batches and the gaps`(gap: Int) throws {
    var random = SplitMix(state: UInt64(gap))
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let series = try temporary.series(Metric("loss"), run: run)
    var rest = Self.points(1_000, gap: gap, &random)[...]
    while !rest.isEmpty {
      let part = rest.prefix(Int.random(in: 1...300, using: &random))
      rest = rest.dropFirst(part.count)
      try temporary.series(Metric("loss"), run: run, Array(part))
    }
    try check(temporary, series, "gap \(gap)")
  }

  @Test(arguments: [1, 3, 700])
  func `cutting a run back leaves its levels as if the rest had never been`(gap: Int) throws {
    var random = SplitMix(state: 7)
    let temporary = try TemporaryStore()
    let job = try temporary.job(trials: 2)
    let points = Self.points(700, gap: gap, &random)
    let series = try ["loss", "accuracy"].map {
      try temporary.series(Metric($0), run: job.runs[0].id, points)
    }
    let other = try temporary.series(Metric("loss"), run: job.runs[1].id, points)
    let last = points[points.count - 1].step
    for step in [last + 5, last, last - 1, 512, 511, 65, 64, 8, 1, 0] where step >= 0 {
      try temporary.store.pool.write {
        try temporary.store.deletePoints($0, run: job.runs[0].id, after: step)
      }
      for id in series {
        try check(temporary, id, "cut after \(step)")
        let largest = try temporary.number("SELECT ifnull(max(step), 0) FROM points WHERE series_id = \(id)")
        #expect(largest == Double(points.last { $0.step <= step }?.step ?? 0))
      }
    }
    #expect(try temporary.number("SELECT count(*) FROM points WHERE series_id = \(other)") == 700)
    try check(temporary, other, "the other run")
  }

  @Test func `points sent twice, out of order or anew count once, with their last value`() throws {
    var random = SplitMix(state: 9)
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let points = Self.points(400, gap: 4, &random)
    let series = try temporary.series(Metric("loss"), run: run, points)
    try temporary.series(Metric("loss"), run: run, Array(points[100...].reversed()))
    try temporary.series(
      Metric("loss"), run: run, [(points[7].step, 0.5), (points[7].step, 0.75), (1_000_000, 1)])
    try check(temporary, series, "merged")
    #expect(try temporary.number("SELECT count(*) FROM points") == 401)
    #expect(
      try temporary.number("SELECT value FROM points WHERE step = \(points[7].step)") == 0.75)
  }

  @Test func `the sum of huge values stays a number`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, [(1, 1.7e308), (2, 1.7e308), (3, 1.7e308)])
    #expect(try temporary.number("SELECT sum FROM point_levels WHERE level = 1") == .greatestFiniteMagnitude)
  }
}

/// A seeded generator (SplitMix64), so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
