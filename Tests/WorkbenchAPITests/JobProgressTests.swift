import Formats
import Testing
import Tracking
import Training

@testable import Store
@testable import WorkbenchAPI

/// How far jobs are, and when they will be done.
struct JobProgressTests {
  private func run(
    _ id: Int64, _ status: Status, step: Int = 0, steps: Int = 100, isExternal: Bool = false
  ) -> Run {
    Run(
      id: id, jobID: 1, trial: Int(id), seed: 1, status: status, step: step, steps: steps, stepsPerEpoch: 10,
      owner: isExternal ? .outside : .local, createdAt: 0, startedAt: 0)
  }

  private func progress(
    _ runs: [Run], paused: Bool = false, latest: [String: Double] = [:], paces: [Int64: Pace] = [:]
  ) -> JobProgress {
    let job = Job(
      id: 1, name: "", experiment: "", tags: [:], method: "", network: "", dataset: "", config: "{}",
      status: .ofJob(runs: runs.map(\.status)), isPaused: paused, createdAt: 0, runs: runs)
    let records = runs.map {
      RunRecord(
        run: $0, jobName: "", experiment: "", method: "", network: "", dataset: "", layers: [:],
        latest: latest)
    }
    return JobProgress(
      JobRecord(job: job, runs: records), batchSize: 20, paces: { paces[$0] }, now: 1_000)
  }

  private let pace = Pace(secondsPerStep: 0.5, secondsPerEpoch: 3)

  @Test func `what is left of the run under way, and of the trials behind it`() {
    let one = progress([run(1, .running, step: 45)], paces: [1: pace])
    // 55 iterations, and the test set after the 5th to the 10th epoch.
    #expect(one.secondsLeft == 55 * 0.5 + 6 * 3)
    #expect(one.samplesPerSecond == 40 && one.step == 45 && one.steps == 100)
    let two = progress([run(1, .running, step: 45), run(2, .queued)], paces: [1: pace])
    #expect(two.secondsLeft == 45.5 + 80)
    let resumed = progress(
      [run(1, .succeeded, step: 100), run(2, .interrupted, step: 50), run(3, .running, step: 90)],
      paces: [3: pace])
    #expect(resumed.secondsLeft == 48)
  }

  @Test func `of a run whose length nobody knows there is no fraction and no end in sight`() {
    let open = progress([run(1, .running, step: 45, steps: 0, isExternal: true)])
    #expect(open.step == 45 && open.steps == nil && open.secondsLeft == nil)
    #expect(open.json["fraction"] == .null && open.json["steps"] == .null)
    let ended = progress([run(1, .succeeded, step: 45, steps: 45, isExternal: true)])
    #expect(ended.json["fraction"] == .number(1) && ended.json["steps"] == .integer(45))
  }

  @Test func `runs side by side share what waits`() {
    let runs = [run(1, .running, step: 90), run(2, .running, step: 50), run(3, .queued), run(4, .queued)]
    let two = progress(runs, paces: [1: pace, 2: pace])
    // 8 s and 40 s are left of the two; then 80 s each.
    #expect(two.secondsLeft == 120 && two.samplesPerSecond == 80)
    let starting = progress(runs, paces: [1: pace])
    #expect(starting.secondsLeft == 120 && starting.samplesPerSecond == 40)
  }

  @Test func `nobody knows of what does not move`() {
    let latest = ["samples_per_second": 123.0]
    #expect(progress([run(1, .queued)]).secondsLeft == nil)
    #expect(progress([run(1, .running, step: 3)]).secondsLeft == nil)
    #expect(progress([run(1, .interrupted, step: 3), run(2, .queued)]).secondsLeft == nil)
    let paused = progress([run(1, .running, step: 50)], paused: true, paces: [1: pace])
    #expect(paused.secondsLeft == nil)
    let ended = progress([run(1, .succeeded, step: 100), run(2, .cancelled, step: 7)], latest: latest)
    #expect(ended.secondsLeft == nil && ended.samplesPerSecond == 123 && ended.step == 107)
    #expect(progress([run(1, .running, step: 0, steps: 0, isExternal: true)]).secondsLeft == nil)
  }

  @Test func `a run that is trained elsewhere goes by its start`() {
    let external = progress([run(1, .running, step: 50, isExternal: true)])
    #expect(external.secondsLeft == 1_000)
  }

  /// An archive of somebody else's may hold any of them; a sum or a conversion that traps would end the server with every list
  /// of jobs.
  @Test func `numbers of imported runs are shown however large they are`() throws {
    let most = Point.steps.upperBound
    let runs = (1...2_000).map { number in
      var run = run(Int64(number), .succeeded, step: most, steps: most)
      run.seed = .max
      return run
    }
    let progress = progress(runs)
    #expect(progress.step == .max && progress.steps == .max && progress.json["fraction"]?.double == 1)
    let record = RunRecord(
      run: runs[0], jobName: "", experiment: "", method: "", network: "", dataset: "", layers: [:],
      latest: [:])
    #expect(record.json["seed"]?.canonicalText == "18446744073709551615")
  }
}
