import Statistics
import Testing
import Training

@testable import Reproduction

struct JudgementTests {
  private let paper = Moments(count: 10, mean: 91.66, deviation: 0.27)

  @Test func `means agree where the interval contains 0, or where they are at most half a point apart`() {
    func verdict(_ mean: Double, _ deviation: Double?, _ count: Int) -> Verdict {
      Verdict(Moments(count: count, mean: mean, deviation: deviation), paper: paper, shortfall: [])
    }
    // Two points off, with a spread that says nothing.
    #expect(verdict(89.66, 4, 10) == .agrees)
    // Surely different, and yet as near as makes no matter.
    #expect(verdict(91.16, 0.01, 10) == .agrees && verdict(92.16, 0.01, 10) == .agrees)
    #expect(verdict(91.15, 0.01, 10) == .differs && verdict(92.17, 0.01, 10) == .differs)
    #expect(verdict(90, 0.2, 10) == .differs)
    // Without a spread of ours there is no interval.
    #expect(verdict(91, nil, 1) == .differs && verdict(91.5, nil, 1) == .agrees)
  }

  @Test func `what fell short is never called reproduced`() throws {
    let verdict = Verdict(
      Moments(count: 2, mean: 91.66, deviation: 0.1), paper: paper,
      shortfall: ["epochs 10 of 50", "trials 2 of 10"])
    #expect(verdict.text == "not comparable: epochs 10 of 50, trials 2 of 10")

    var request = StudyPlan.Request()
    #expect(try StudyPlan(.table1, request).shortfall(runs: 10) == [])
    #expect(try StudyPlan(.table1, request).shortfall(runs: 9) == ["trials 9 of 10"])
    // More than the paper has is no less.
    #expect(try StudyPlan(.table1, request).shortfall(runs: 12) == [])
    request.epochs = 10
    #expect(try StudyPlan(.table1, request).shortfall(runs: 2) == ["epochs 10 of 50", "trials 2 of 10"])
    request.datasetNote = "JPEG copy"
    #expect(
      try StudyPlan(.table1, request).shortfall(runs: 10) == [
        "other pictures (JPEG copy)", "epochs 10 of 50",
      ])
    request.precision = "f32"
    #expect(!(try StudyPlan(.table1, request)).shortfall(runs: 10).contains { $0.contains("precision") })
    request.precision = "bf16"
    #expect(try StudyPlan(.table1, request).shortfall(runs: 10).contains("precision bf16"))
    request.epochs = nil
    request.steps = 50
    #expect(try StudyPlan(.table1, request).shortfall(runs: 10).contains("iterations, not epochs"))
  }

  @Test func `a claim stands as its interval does`() {
    func claim(_ a: Double, _ b: Double, _ deviation: Double?, count: Int = 5) -> Claim.Standing {
      Claim(
        "a > b", greater: Moments(count: count, mean: a, deviation: deviation),
        smaller: Moments(count: count, mean: b, deviation: deviation)
      ).standing
    }
    #expect(claim(92, 91, 0.1) == .holds && claim(91, 92, 0.1) == .fails && claim(91.1, 91, 0.5) == .open)
    #expect(claim(92, 91, nil, count: 1) == .holdsOnce && claim(91, 92, nil, count: 1) == .failsOnce)
    #expect(Claim("a > b", greater: nil, smaller: paper).standing == .unknown)
    #expect(Claim("a > b", pairs: Moments(count: 5, mean: 1, deviation: 0.5)).standing == .holds)
    #expect(Claim("a > b", pairs: Moments(count: 5, mean: 0.1, deviation: 0.5)).standing == .open)
  }

  @Test func `groups of a table's methods are those that its own numbers tell apart`() throws {
    for table in PublishedTable.all {
      for (dataset, column) in table.columns {
        #expect(column.rows.count == 7)
        for (better, worse) in zip(column.tiers, column.tiers.dropFirst()) {
          for (a, b) in better.flatMap({ a in worse.map { (a, $0) } }) {
            let (first, second) = (try #require(column.rows[a]), try #require(column.rows[b]))
            let test = try #require(
              WelchTest(first.test.moments(table.trials), second.test.moments(table.trials)))
            #expect(test.t >= 4, "\(table.title), \(dataset): \(a) > \(b), t \(test.t)")
          }
        }
      }
    }
  }
}
