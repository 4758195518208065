import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

struct PointsTests {
  /// What an answer of `points` has to say of these points, in the order of their steps.
  private func check(
    _ answer: SeriesPoints, _ points: [(step: Int, value: Double)], atMost count: Int, _ note: String
  ) {
    guard let reduction = answer.reduction else {
      #expect(answer.steps == points.map(\.step), "\(note)")
      #expect(
        zip(answer.values, points).allSatisfy { $0 == $1.value || $0.isNaN && !$1.value.isFinite }, "\(note)")
      #expect(points.count <= count, "\(note)")
      return
    }
    // More than half of what was asked for, and no more than that.
    #expect(answer.steps.count <= count && 2 * answer.steps.count >= count && points.count > count, "\(note)")
    #expect(
      [answer.values.count, reduction.min.count, reduction.max.count, reduction.nulls.count]
        == Array(repeating: answer.steps.count, count: 4), "\(note)")
    let spans = Dictionary(grouping: points) {
      Int((Double($0.step - 1) / Double(reduction.span)).rounded(.down))
    }
    let groups = spans.sorted { $0.key < $1.key }.map(\.value)
    #expect(reduction.counts == groups.map(\.count), "\(note)")
    guard groups.count == answer.steps.count else { return }
    for (index, group) in groups.enumerated() {
      let values = group.map(\.value).filter(\.isFinite)
      #expect(reduction.nulls[index] == group.count - values.count, "\(note)")
      #expect(
        answer.steps[index] == group[0].step + (group[group.count - 1].step - group[0].step) / 2, "\(note)")
      if values.isEmpty {
        #expect(
          answer.values[index].isNaN && reduction.min[index].isNaN && reduction.max[index].isNaN, "\(note)")
      } else {
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(abs(answer.values[index] - mean) < 1e-9, "\(note)")
        #expect(reduction.min[index] == values.min() && reduction.max[index] == values.max(), "\(note)")
      }
    }
  }

  @Test(arguments: [1, 3, 40, 5_000, 3_000_000], [false, true])
  func `reduced answers equal brute force from any step on, whatever the gaps`(
    gap: Int, beginsBelowZero: Bool
  ) throws {
    var random = SplitMix(state: UInt64(gap))
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    var points = LevelsTests.points(3_000, gap: gap, &random)
    let end = points[points.count - 1].step
    let shift = beginsBelowZero ? -2 * end / 3 : 0
    for index in points.indices { points[index].step += shift }
    try temporary.series(Metric("loss"), run: run, points)
    let last = end + shift
    let starts =
      [0, 1, 7, 8, 64, 100, end / 3, end / 2 + 1, end - 20, end - 1, end, end + 1].filter { $0 >= 0 }
      .map { $0 + shift } + [0, -1, -8, .min].filter { $0 <= last && beginsBelowZero }
    for start in starts {
      for count in [3, 4, 10, 99, 1_000, 2_999, 3_000] {
        let page = try temporary.store.points(runs: [run], names: [], after: .step(start), maxPoints: count)
        let rest = points.filter { $0.step > start }
        check(page.series[0], rest, atMost: count, "gap \(gap), after \(start), at most \(count)")
        #expect(page.next.step(of: page.series[0].id) == max(start, rest.last?.step ?? start))
      }
    }
  }

  @Test(arguments: [1, 40, 3_000_000])
  func `an answer up to a step is of those steps alone, and next goes on behind them`(gap: Int) throws {
    var random = SplitMix(state: UInt64(gap) + 1)
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let points = LevelsTests.points(2_000, gap: gap, &random)
    try temporary.series(Metric("loss"), run: run, points)
    let last = points[points.count - 1].step
    for (start, end) in [
      (0, last / 3), (last / 3, last / 2), (last / 2, last * 2), (last / 3, last / 3), (9, 1),
    ] {
      let part = points.filter { $0.step > start && $0.step <= end }
      for count in [3, 10, 100, 5_000] {
        let page = try temporary.store.points(
          runs: [run], names: [], after: .step(start), before: end, maxPoints: count)
        check(page.series[0], part, atMost: count, "\(start) to \(end), at most \(count)")
        #expect(page.next.step(of: page.series[0].id) == part.last?.step ?? start)
      }
      let first = try temporary.store.points(
        runs: [run], names: [], after: .step(start), before: end, maxPoints: nil, limit: 50)
      #expect(first.series[0].steps == part.prefix(50).map(\.step))
      let rest = try temporary.store.points(
        runs: [run], names: [], after: first.next, before: end, maxPoints: nil)
      #expect(rest.series[0].steps == part.dropFirst(50).map(\.step) && !rest.isPartial)
    }
  }

  @Test func `a point that changed beyond the last step that is asked for is not told`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, (1...100).map { ($0, 1) })
    let all = try temporary.store.points(runs: [run], names: [], after: .step(0), maxPoints: nil)
    try temporary.series(Metric("loss"), run: run, [(70, 2), (20, 2)])
    for (end, expected) in [(50, [20]), (10, []), (Int.max, [20, 70])] {
      let page = try temporary.store.points(
        runs: [run], names: [], after: all.next, before: end, maxPoints: nil)
      #expect(page.series[0].steps == expected)
      let reduced = try temporary.store.points(
        runs: [run], names: [], after: all.next, before: end, maxPoints: 3)
      #expect(reduced.series[0].isAnew == !expected.isEmpty)
    }
  }

  /// Figures that a chart of any width asks for, of runs of any length: never fewer points than half of them.
  @Test func `a long dense series fills at least half of the points asked for`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    var length = 0
    for more in [700, 100, 1_300, 2_000, 3_000, 5_000, 9_000, 12_000] {
      try temporary.series(Metric("loss"), run: run, (length + 1...length + more).map { ($0, Double($0)) })
      length += more
      for count in [500, 513, 640, 699] {
        let page = try temporary.store.points(runs: [run], names: [], after: .step(0), maxPoints: count)
        let series = page.series[0]
        #expect((count / 2 + 1...count).contains(series.steps.count), "\(length), \(count)")
        let span = try #require(series.reduction).span
        let first = (length - 1) / span * span + 1
        #expect(series.values.last == Double(first + length) / 2)
        #expect(series.steps.last == (first + length) / 2)
      }
    }
  }

  @Test func `few points at far-apart steps are given as they are`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("test_accuracy"), run: run, (1...50).map { ($0 * 1_200, Double($0)) })
    let page = try temporary.store.points(runs: [run], names: [], after: .step(0), maxPoints: 50)
    #expect(!page.isReduced && page.series[0].steps.count == 50)
  }

  @Test func `a dense stretch before a far outlier keeps its shape`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let dense = (1...2_000).map { (step: $0, value: Double($0)) }
    try temporary.series(Metric("loss"), run: run, dense + [(1 << 53, 1)])
    let series = try temporary.store.points(runs: [run], names: [], after: .step(0), maxPoints: 1_000).series[
      0]
    #expect((500...1_000).contains(series.steps.count))
    check(series, dense + [(1 << 53, 1)], atMost: 1_000, "outlier")
  }

  @Test func `an answer says whose points these are`() throws {
    let temporary = try TemporaryStore()
    let runs = try temporary.job(trials: 3).runs.map(\.id)
    for run in runs {
      try temporary.series(Metric("loss", unit: "nats"), run: run, [(1, 2), (2, .nan)])
      try temporary.series(Metric("angle", layer: "fc2", unit: "degrees"), run: run, [(1, 90)])
      try temporary.series(Metric("angle", layer: "fc1", unit: "degrees"), run: run)
    }
    let page = try temporary.store.points(
      runs: [runs[2], runs[0], 99, runs[0]], names: ["loss", "angle", "none"], after: .step(0), maxPoints: 10)
    #expect(page.series.map(\.run) == [runs[0], runs[0], runs[0], runs[2], runs[2], runs[2]])
    #expect(page.series.map(\.name) == ["loss", "angle", "angle", "loss", "angle", "angle"])
    #expect(page.series.map(\.layer) == [nil, "fc2", "fc1", nil, "fc2", "fc1"])
    #expect(page.series.map(\.unit) == ["nats", "degrees", "degrees", "nats", "degrees", "degrees"])
    #expect(page.series.map(\.attempt) == [1, 1, 1, 1, 1, 1])
    #expect(
      page.series[0].steps == [1, 2] && page.series[0].values[0] == 2 && page.series[0].values[1].isNaN)
    #expect(page.series[2].steps == [])
    #expect(!page.isReduced && !page.isPartial)
    #expect(
      try temporary.store.points(runs: [runs[1]], names: ["loss"], after: .step(0), maxPoints: nil).series
        .count == 1)
  }

  @Test func `following next, by way of its text, gives every point once, of series that came later too`()
    throws
  {
    var random = SplitMix(state: 11)
    let temporary = try TemporaryStore()
    let runs = try temporary.job(trials: 3).runs.map(\.id)
    var stored: [Int64: [Int]] = [:]
    var seen: [Int64: [Int]] = [:]
    var next = PointCursor.step(0)
    for _ in 0..<60 {
      for run in runs where Bool.random(using: &random) {
        let layer = "fc\(Int.random(in: 1...5, using: &random))"
        let id = try temporary.store.writer.series(of: Metric("angle", layer: layer), in: run)
        let last = stored[id]?.last ?? 0
        let steps = (last + 1)...(last + Int.random(in: 1...50, using: &random))
        stored[id, default: []] += steps
        try temporary.series(Metric("angle", layer: layer), run: run, steps.map { ($0, 1) })
      }
      let page = try temporary.store.points(runs: runs, names: [], after: next, maxPoints: nil)
      for series in page.series where !series.steps.isEmpty { seen[series.id, default: []] += series.steps }
      next = try PointCursor(page.next.text)
    }
    #expect(seen == stored)
  }

  @Test func `more points than one answer holds come in parts`() throws {
    let temporary = try TemporaryStore()
    let runs = try temporary.job(trials: 2).runs.map(\.id)
    let count = Store.pointsPerPage / 2 + 1_000
    for run in runs { try temporary.series(Metric("loss"), run: run, (1...count).map { ($0, 1) }) }
    var next = PointCursor.step(0)
    var seen = [0, 0]
    var pages = 0
    while true {
      let page = try temporary.store.points(runs: runs, names: [], after: next, maxPoints: nil)
      for (index, series) in page.series.enumerated() {
        #expect(series.steps.first == seen[index] + 1)
        seen[index] += series.steps.count
      }
      #expect(page.series.reduce(0) { $0 + $1.steps.count } <= Store.pointsPerPage)
      next = page.next
      pages += 1
      if !page.isPartial { break }
    }
    #expect(pages == 2 && seen == [count, count])
    // As many as the whole answer holds, and no more, when somebody asks for more.
    let page = try temporary.store.points(runs: runs, names: [], after: .step(0), maxPoints: .max)
    #expect(page.isReduced && page.series.reduce(0) { $0 + $1.steps.count } <= Store.pointsPerPage)
  }

  @Test func `a page of any number below three is one of three points, and no cursor overflows`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, (1...100).map { ($0, 1) })
    for count in [Int.min, -1, 0, 1, 2] {
      let page = try temporary.store.points(runs: [run], names: [], after: .step(0), maxPoints: count)
      #expect(page.series[0].steps == [32, 82])
    }
    for count in [nil, 10] {
      let page = try temporary.store.points(runs: [run], names: [], after: .step(.max), maxPoints: count)
      #expect(page.series[0].steps == [])
    }
    #expect(try temporary.store.points(runs: [], names: [], after: .step(0), maxPoints: nil).series == [])
  }
}
