import Statistics
import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

/// A mean lies within the range of its values, and that of equal values is that value.
struct MeanTests {
  /// The reduced answers of a series of these values, in steps from 1, written in the order that `order` makes of them.
  private func answers(
    _ values: [Double], in order: ([(step: Int, value: Double)]) -> [(step: Int, value: Double)] = { $0 }
  ) throws -> [SeriesPoints] {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let points = order(values.enumerated().map { (step: $0.offset + 1, value: $0.element) })
    var rest = points[...]
    while !rest.isEmpty {
      try temporary.series(Metric("loss"), run: run, Array(rest.prefix(700)))
      rest = rest.dropFirst(700)
    }
    return try [3, 10, 100, 1_000].flatMap { count in
      try temporary.store.points(runs: [run], names: [], after: .step(0), maxPoints: count).series
    }
  }

  private func check(_ answer: SeriesPoints, _ note: String) {
    for (index, value) in answer.values.enumerated() where !value.isNaN {
      guard let reduction = answer.reduction else { continue }
      #expect((reduction.min[index]...reduction.max[index]).contains(value), "\(note): \(value)")
    }
  }

  @Test(arguments: [0.1, 0.2, 0.7, 0.9, 0.98, -0.3, 2.302585092994046, 1.7e308, 1e-300], [1_600, 5_000])
  func `the reduced points of equal values have that value, with all its digits`(value: Double, count: Int)
    throws
  {
    var random = SplitMix(state: 1)
    for order in [false, true] {
      let answers = try answers(Array(repeating: value, count: count)) {
        order ? $0.shuffled(using: &random) : $0
      }
      for answer in answers {
        #expect(answer.values.allSatisfy { $0 == value }, "\(value), \(count) in \(order)")
        #expect(answer.reduction?.min.allSatisfy { $0 == value } ?? true)
        #expect(answer.reduction?.max.allSatisfy { $0 == value } ?? true)
      }
    }
  }

  @Test func `the reduced points of any values lie within their range, in whatever order they came`() throws {
    var random = SplitMix(state: 2)
    for round in 0..<12 {
      let center = Double.random(in: -3...3, using: &random)
      let spread = [0, 1e-17, 1e-16, 1e-9, 1][round % 5]
      let values = (0..<Int.random(in: 200...3_000, using: &random)).map { _ in
        Int.random(in: 0..<20, using: &random) == 0
          ? Double.nan : center + Double.random(in: -1...1, using: &random) * spread
      }
      let isShuffled = round.isMultiple(of: 2)
      for answer in try answers(values, in: { isShuffled ? $0.shuffled(using: &random) : $0 }) {
        check(answer, "round \(round)")
        #expect(answer.reduction.map { $0.nulls.reduce(0, +) } ?? 0 <= values.count { $0.isNaN })
      }
    }
  }

  @Test func `huge values of either sign are stored, corrected and averaged as numbers`() throws {
    var random = SplitMix(state: 3)
    let values = (0..<900).map { $0 < 450 ? 1.7e308 : -1.7e308 }
    for isShuffled in [false, true] {
      let answers = try answers(values) { isShuffled ? $0.shuffled(using: &random) : $0 }
      for answer in answers {
        #expect(answer.values.allSatisfy { $0.isFinite })
        check(answer, "huge")
      }
    }
    let same = try answers(Array(repeating: 1.7e308, count: 2_000))
    #expect(same.allSatisfy { $0.values.allSatisfy { $0 == 1.7e308 } })
  }

  @Test(arguments: [0.1, 0.7, 0.98, 1.5e308], [2, 3, 10, 17])
  func `the results and the summary of equal accuracies are that accuracy, with a deviation of exactly 0`(
    value: Double, trials: Int
  ) throws {
    let temporary = try TemporaryStore()
    for run in try temporary.job(trials: trials).runs {
      _ = try temporary.store.claimNextRun { _ in 0 }
      try temporary.series(Metric("test_accuracy"), run: run.id, [(1, value)])
      try temporary.store.finish(run: run.id, as: .succeeded, message: nil)
    }
    let found = try temporary.store.pool.read { try Row.fetchOne($0, sql: "SELECT * FROM results") }
    let row = try #require(found)
    #expect(row["test_accuracy_mean"] as Double? == value && row["test_accuracy_sd"] as Double? == 0)
    #expect(row["runs"] as Int == trials && row["train_accuracy_mean"] as Double? == nil)
    let group = try temporary.store.summary(
      by: [], metric: "test_accuracy", layer: nil, statuses: [.succeeded])[0]
    #expect(
      group.sample.mean == value && group.sample.deviation == 0
        && group.sample.values.allSatisfy { $0 == value })
    #expect(group.runs == trials && group.nulls == 0)
  }

  @Test func `means over runs lie within their range, and those of huge values are numbers`() throws {
    var random = SplitMix(state: 4)
    for round in 0..<20 {
      let temporary = try TemporaryStore()
      let scale = [1e-17, 1e-3, 1, 1.7e308][round % 4]
      let values = (0..<Int.random(in: 2...9, using: &random)).map { _ in
        0.1 + Double.random(in: 0...1, using: &random) * scale
      }
      for (run, value) in zip(try temporary.job(trials: values.count).runs, values) {
        _ = try temporary.store.claimNextRun { _ in 0 }
        try temporary.series(Metric("test_accuracy"), run: run.id, [(1, value)])
        try temporary.store.finish(run: run.id, as: .succeeded, message: nil)
      }
      let group = try temporary.store.summary(
        by: [.column("method")], metric: "test_accuracy", layer: nil, statuses: [.succeeded])[0]
      let mean = try #require(group.sample.mean)
      #expect(mean >= values.min()! && mean <= values.max()!)
      let expected = values.reduce(0) { $0 + $1 / Double(values.count) }
      #expect(abs(mean - expected) <= abs(expected) * 1e-12, "\(values)")
      #expect(try temporary.number("SELECT test_accuracy_mean FROM results") == mean)
    }
  }
}
