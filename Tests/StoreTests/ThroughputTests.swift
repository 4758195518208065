import Testing
import Tracking

@testable import Store

/// Prints how fast points go in and out; asserts no time.
struct ThroughputTests {
  @Test func `a million points go in, counted`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let writer = temporary.store.writer
    let series = try (0..<20).map { try writer.series(of: Metric("angle", layer: "fc\($0)"), in: run) }
    let steps = 50_000
    let time = try ContinuousClock().measure {
      for step in 1...steps {
        writer.append(series.map { Point(series: $0, step: step, value: Double(step)) }, run: run, step: step)
      }
      try writer.flush()
    }
    print("points written per second: \(Int(Double(steps * series.count) / (time / .seconds(1))))")
    #expect(try temporary.number("SELECT count(*) FROM points") == Double(steps * series.count))
  }

  @Test func `long series are read reduced`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    for layer in 0..<25 {
      try temporary.series(
        Metric("angle", layer: "fc\(layer)"), run: run, (1...50_000).map { ($0, Double($0)) })
    }
    var page: PointPage?
    let time = try ContinuousClock().measure {
      page = try temporary.store.points(runs: [run], names: ["angle"], after: .step(0), maxPoints: 1_000)
    }
    print("25 series of 50,000 points, read with points=1000: \(time)")
    #expect(page?.series.allSatisfy { (500...1_000).contains($0.steps.count) } == true)
  }
}
