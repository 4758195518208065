import Testing
import TestSupport

@Suite struct ClosenessTests {
  private func closeness(
    _ actual: [Double], _ expected: [Double], relative: Double = 1e-6, absolute: Double = 0
  ) -> Closeness {
    Closeness(actual, expected, relative: relative, absolute: absolute)
  }

  @Test func `equal arrays are close at zero tolerance`() {
    #expect(closeness([1, -2, 0], [1, -2, 0], relative: 0).isClose)
    #expect(closeness([], [], relative: 0).isClose)
  }

  @Test func `a shorter or a longer array is never close`() throws {
    for (actual, expected) in [([1.0], [1.0, 2.0]), ([1, 2], [1]), ([], [0])] {
      let complaint = try #require(closeness(actual, expected, relative: 1, absolute: 100).complaint)
      #expect(complaint == "has \(actual.count) numbers, expected \(expected.count)")
    }
  }

  @Test func `NaN and infinity are never close, on either side`() {
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(closeness([1, bad], [1, 2], relative: 1e9, absolute: 1e9).worstIndex == 1)
      #expect(!closeness([1, bad], [1, 2], relative: 1e9, absolute: 1e9).isClose)
      #expect(!closeness([1, 2], [1, bad], relative: 1e9, absolute: 1e9).isClose)
      #expect(!closeness([bad], [bad], relative: 1e9, absolute: 1e9).isClose)
    }
  }

  @Test func `a transposed matrix is far though its sum and its largest number agree`() {
    #expect(!closeness([1, 3, 2, 4], [1, 2, 3, 4], relative: 0.2).isClose)
  }

  @Test func `the tolerance is a part of the largest expected number`() {
    // 0.003 off where the largest is 4: 0.00075 of it.
    #expect(closeness([0.003, 4], [0, 4], relative: 0.00076).isClose)
    #expect(!closeness([0.003, 4], [0, 4], relative: 0.00074).isClose)
    // What was computed does not widen it.
    #expect(!closeness([1000, 4], [4, 4], relative: 1).isClose)
  }

  @Test func `a tensor of zeros takes an absolute tolerance only`() {
    #expect(!closeness([1e-18], [0], relative: 1).isClose)
    #expect(closeness([1e-18], [0], relative: 0, absolute: 1e-17).isClose)
    #expect(!closeness([1e-16], [0], relative: 0, absolute: 1e-17).isClose)
  }

  @Test func `the complaint names the worst place and both values`() throws {
    let verdict = closeness([1, 2.5, 2.75], [1, 2, 3])
    let complaint = try #require(verdict.complaint)
    #expect(verdict.worstIndex == 1)
    #expect(verdict.difference == 0.5)
    #expect(verdict.scale == 3)
    #expect(complaint.hasPrefix("is worst at 1: 2.5, expected 2.0; off by 0.5"))
  }

  @Test func `expectClose passes on close arrays of either width`() {
    #expect(expectClose([1.0, 2.0], [1, 2], relative: 0, "doubles"))
    #expect(expectClose([Float(0.1)], [0.1], relative: 1e-7, "floats"))
    #expect(expectClose(["w": [1.0]], ["w": [1]], relative: 0, "a set"))
  }

  @Test func `expectClose records one issue that begins with the name`() {
    func records(_ comment: String, _ body: () -> Bool) {
      var close = true
      withKnownIssue {
        close = body()
      } matching: { issue in
        issue.comments.contains { $0.rawValue.hasPrefix(comment) }
      }
      #expect(!close)
    }
    records("short has 1") { expectClose([1.0], [1, 2], relative: 1, "short") }
    records("nan at 0") { expectClose([Double.nan], [1], relative: 1, "nan") }
    records("float is worst at 1") { expectClose([Float(1), 2], [1, 3], relative: 0.1, "float") }
    records("set has the tensors") { expectClose(["a": [1.0]], ["b": [1]], relative: 1, "set") }
    records("set a is worst at 0") { expectClose(["a": [1.0]], ["a": [2]], relative: 0.1, "set") }
  }
}
