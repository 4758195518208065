import Formats
import Foundation
import Testing
import TestSupport

import Statistics

/// Student's t distribution and Welch's test against SciPy's numbers; see `Tests/Fixtures/README.md`.
struct StudentTTests {
  private let fixture: JSONValue

  init() throws {
    fixture = try JSONValue(
      parsing: Data(contentsOf: Fixtures.directory.appending(path: "student_t.json")))
  }

  private func rows(_ name: String) throws -> [[Double]] {
    try #require(fixture[name]?.array).map { ($0.array ?? []).compactMap(\.double) }
  }

  @Test func `upper tails are SciPy's, far out too`() throws {
    let rows = try rows("upper")
    #expect(rows.count > 100)
    for row in rows {
      let distribution = StudentT(degrees: row[0])
      #expect(abs(distribution.upperTail(row[1]) - row[2]) <= 1e-8 * row[2], "df \(row[0]), t \(row[1])")
      #expect(abs(distribution.upperTail(-row[1]) - (1 - row[2])) <= 1e-9)
    }
    #expect(StudentT(degrees: 3).upperTail(.infinity) == 0)
  }

  @Test func `quantiles are SciPy's`() throws {
    for row in try rows("quantile") {
      let value = StudentT(degrees: row[0]).quantile(upperTail: 1 - row[1])
      // 1 - p has lost digits where p is nearly 1.
      #expect(abs(value - row[2]) <= 1e-6 * row[2] + 1e-12, "df \(row[0]), p \(row[1])")
    }
  }

  @Test func `Welch's test is SciPy's`() throws {
    let cases = try #require(fixture["welch"]?.array)
    #expect(cases.count > 5)
    for one in cases {
      func sample(_ key: String) -> Sample { Sample((one[key]?.array ?? []).compactMap(\.double)) }
      func number(_ key: String) throws -> Double { try #require(one[key]?.double) }
      let test = try #require(WelchTest(sample("a"), sample("b")))
      for (found, key) in [
        (test.t, "t"), (test.degrees, "df"), (test.p, "p"), (test.interval.lowerBound, "low"),
        (test.interval.upperBound, "high"),
      ] {
        let expected = try number(key)
        #expect(abs(found - expected) <= 1e-9 * max(abs(expected), 1e-3), "\(key): \(found), \(expected)")
      }
    }
  }

  @Test func `Welch's test of what tables print is SciPy's`() throws {
    let cases = try #require(fixture["moments"]?.array)
    #expect(cases.count > 5)
    for one in cases {
      func moments(_ key: String) throws -> Moments {
        let numbers = try #require(one[key]?.array)
        return Moments(
          count: try #require(numbers[2].integer), mean: try #require(numbers[0].double),
          deviation: numbers[1].double)
      }
      let test = try #require(WelchTest(moments("a"), moments("b")))
      for (found, key) in [
        (test.t, "t"), (test.degrees, "df"), (test.p, "p"), (test.standardError, "se"),
        (test.interval.lowerBound, "low"), (test.interval.upperBound, "high"),
      ] {
        let expected = try #require(one[key]?.double)
        #expect(abs(found - expected) <= 1e-9 * max(abs(expected), 1e-3), "\(key): \(found), \(expected)")
      }
    }
  }

  @Test func `the interval of pairs is SciPy's`() throws {
    for one in try #require(fixture["paired"]?.array) {
      func numbers(_ key: String) -> [Double] { (one[key]?.array ?? []).compactMap(\.double) }
      let differences = zip(numbers("a"), numbers("b")).map { $0 - $1 }
      let test = try #require(Sample(differences).moments.flatMap { PairedTest($0) })
      #expect(abs(test.interval.lowerBound - (try #require(one["low"]?.double))) < 1e-9)
      #expect(abs(test.interval.upperBound - (try #require(one["high"]?.double))) < 1e-9)
    }
    #expect(PairedTest(Moments(count: 1, mean: 1, deviation: nil)) == nil)
    #expect(PairedTest(Moments(count: 3, mean: 1, deviation: 0)) == nil)
  }

  @Test func `there is no test below two numbers, nor where neither group varies`() {
    #expect(WelchTest(Sample([1]), Sample([1, 2])) == nil && WelchTest(Sample([1, 2]), Sample([])) == nil)
    #expect(WelchTest(Sample([1, 1]), Sample([2, 2])) == nil)
    #expect(WelchTest(Sample([1, 1, 1]), Sample([2, 2.5])) != nil)
    #expect(WelchTest(Sample([1.7e308, -1.7e308]), Sample([1, 2])) == nil)
  }
}
