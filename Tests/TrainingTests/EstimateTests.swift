import Formats
import Store
import Testing
import Tracking

@testable import Training

/// What a job is said to take before it is queued.
struct EstimateTests {
  private let bench: Bench

  init() throws { bench = try Bench(training: 100, test: 20) }

  private func estimate(_ changes: JSONValue, earlier: KnownSpeed? = nil, workers: Int = 1) throws
    -> JobEstimate
  {
    let job = try bench.config(changes).newJob(datasets: bench.datasets)
    return try bench.queue(workers: workers).estimate([job]) { _, _ in earlier }
  }

  @Test func `iterations and samples are counted over all runs, left-over batches too`() throws {
    // 100 samples in batches of 30: three and one of 10.
    let known = KnownSpeed(samplesPerSecond: 50, runs: 3)
    let whole = try estimate(["epochs": 2, "trials": 3], earlier: known)
    #expect(whole.jobs == 1 && whole.runs == 3 && whole.iterations == 24 && whole.samples == 600)
    #expect(whole.seconds == 12 && whole.samplesPerSecond == 50 && whole.basis == "3 earlier runs")
    #expect(whole.memoryBytes > 100 * 785)
    let dropped = try estimate(["epochs": 2, "drop_last": true], earlier: known)
    #expect(dropped.iterations == 6 && dropped.samples == 180)
    let steps = try estimate(["epochs": .null, "steps": 6], earlier: known)
    #expect(steps.iterations == 6 && steps.samples == 160)
    // Two side by side: a run takes 4 s, and three of them 6 s; never less than the longest.
    #expect(try estimate(["epochs": 2, "trials": 3], earlier: known, workers: 2).seconds == 6)
    #expect(try estimate(["epochs": 2], earlier: known, workers: 2).seconds == 4)
  }

  @Test func `without an earlier run a few steps are trained, once for each kind`() throws {
    let first = try estimate(["epochs": 3])
    let rate = try #require(first.samplesPerSecond)
    #expect(rate > 0 && first.basis == "a short measurement made now")
    #expect(abs(try #require(first.seconds) - 300 / rate) < 1e-9 * 300 / rate)
    // What changes no step's time is answered from memory: by the same number, but for the rounding of sums over runs.
    let second = try estimate(["epochs": 5, "optimizer": ["learning_rate": 0.5]])
    #expect(abs(try #require(second.samplesPerSecond) - rate) < 1e-12 * rate)
    #expect(try bench.store.jobs(limit: 1).items.isEmpty)
  }

  @Test func `a run that was trained here tells how fast the next of its kind would be`() throws {
    let job = try bench.config(["epochs": 1]).newJob(datasets: bench.datasets)
    let like = { (threads: Int) in
      try bench.store.speed(
        like: job.config, dataset: job.dataset, method: job.method, threads: threads,
        metric: MeasureCatalogue.speedName)
    }
    #expect(try like(2) == nil)
    for speed in [100.0, 300] {
      let run = try bench.store.insert(job).runs[0].id
      _ = try #require(try bench.store.claimNextRun { _ in 0 })
      #expect(try bench.store.begin(run: run, threads: 2) == 2)
      let series = try bench.store.writer.series(of: Metric(MeasureCatalogue.speedName), in: run)
      bench.store.writer.append([Point(series: series, step: 4, value: speed)], run: run, step: 4)
      try bench.store.writer.flush()
    }
    let known = try #require(try like(2))
    #expect(known.value == 200 && known.runs == 2)
    #expect(try like(1) == nil)
    let other = try bench.config(["epochs": 1, "batch_size": 10]).newJob(datasets: bench.datasets)
    #expect(
      try bench.store.speed(
        like: other.config, dataset: other.dataset, method: other.method, threads: 2,
        metric: MeasureCatalogue.speedName) == nil)
  }
}
