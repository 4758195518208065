import Testing

@testable import Training

/// A run's pace, by a clock of the tests' own.
struct PaceMeterTests {
  /// Reports iterations that take `seconds` each, with a gap behind each epoch.
  private func train(
    _ meter: PaceMeter, _ steps: ClosedRange<Int>, seconds: Double, perEpoch: Int = 10, gap: Double = 0,
    from start: Double = 0
  ) -> Double {
    var now = start
    for step in steps {
      now += seconds + ((step - 1) % perEpoch == 0 && step > 1 ? gap : 0)
      meter.report(step: step, now: now)
    }
    return now
  }

  @Test func `nothing is known before the second iteration`() {
    let meter = PaceMeter(stepsPerEpoch: 10)
    #expect(meter.pace == nil)
    meter.report(step: 1, now: 5)
    #expect(meter.pace == nil)
    meter.report(step: 2, now: 5.5)
    #expect(meter.pace == Pace(secondsPerStep: 0.5, secondsPerEpoch: 0))
  }

  @Test func `the test set's time is counted for epochs, not for iterations`() throws {
    let meter = PaceMeter(stepsPerEpoch: 10)
    _ = train(meter, 1...95, seconds: 0.125, gap: 4)
    let pace = try #require(meter.pace)
    #expect(abs(pace.secondsPerStep - 0.125) < 1e-9)
    #expect(abs(pace.secondsPerEpoch - 4) < 1e-9)
    #expect(abs(pace.seconds(steps: 105, epochs: 11) - (105 * 0.125 + 44)) < 1e-6)
  }

  @Test func `a run that goes on in the middle is measured from there`() throws {
    let meter = PaceMeter(stepsPerEpoch: 1_000)
    _ = train(meter, 5_001...5_100, seconds: 0.25, perEpoch: 1_000, from: 1_000_000)
    #expect(abs(try #require(meter.pace).secondsPerStep - 0.25) < 1e-6)
  }

  @Test func `what lies far back does not count`() throws {
    let meter = PaceMeter(stepsPerEpoch: 1_000_000)
    let now = train(meter, 1...1_000, seconds: 1, perEpoch: 1_000_000)
    _ = train(meter, 1_001...1_300, seconds: 0.1, perEpoch: 1_000_000, from: now)
    #expect(abs(try #require(meter.pace).secondsPerStep - 0.1) < 0.01)
  }
}
