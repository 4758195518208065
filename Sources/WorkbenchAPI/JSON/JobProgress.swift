import Formats
import Store
import Tracking
import Training

/// How far a job is, and how long the rest takes.
struct JobProgress {
  /// Iterations, of all runs.
  let step: Int
  /// nil while nobody knows how long one of them will be.
  let steps: Int?
  /// Until the last run ends, if the job keeps the workers that it has now; nil where nobody can say: while none of its runs
  /// is under way, and while it is paused.
  let secondsLeft: Double?
  /// Of all runs under way together; of the last one that ended where none is.
  let samplesPerSecond: Double?

  /// - Parameters:
  ///   - paces: how fast a run under way gets on, by its id.
  ///   - now: seconds since 1970.
  init(_ record: JobRecord, batchSize: Int?, paces: (Int64) -> Pace?, now: Double) {
    self.init(
      record.job, batchSize: batchSize,
      speed: record.runs.compactMap { MeasureCatalogue.speed(in: $0.latest) }.last, paces: paces, now: now)
  }

  /// - Parameter speed: of the last run that has one.
  init(_ job: Job, batchSize: Int?, speed: Double?, paces: (Int64) -> Pace?, now: Double) {
    let runs = job.runs
    step = Self.sum(runs.map(\.step))
    steps = runs.contains(where: \.isOpenEnded) ? nil : Self.sum(runs.map(\.steps))
    let running = runs.compactMap { run in Self.pace(of: run, paces, now: now).map { (run, $0) } }
    secondsLeft = job.isPaused ? nil : Self.secondsLeft(runs, running)
    let pace = running.reduce(0) { $0 + 1 / $1.1.secondsPerStep }
    if pace > 0, let batchSize {
      samplesPerSecond = pace * Double(batchSize)
    } else {
      samplesPerSecond = speed
    }
  }

  /// Of numbers from 0 on. An imported job may have ten thousand runs of 2^53 iterations each, which no number holds.
  private static func sum(_ numbers: [Int]) -> Int {
    numbers.reduce(0) { sum, number in
      let (more, isTooMuch) = sum.addingReportingOverflow(number)
      return isTooMuch ? .max : more
    }
  }

  var json: JSONValue { Self.shape.json(self) }

  static let shape = JSONShape<JobProgress>(
    named: "Progress",
    [
      JSONField("step", .integer(0 ... .max)) { .integer($0.step) },
      JSONField(
        "steps", .integer(0 ... .max).orNull.described("null while the length of a run is unknown")
      ) { $0.steps.map { .integer($0) } ?? .null },
      JSONField(
        "fraction", JSONSchema(["type": ["number", "null"]]).with("minimum", 0).with("maximum", 1)
      ) { progress in
        JSONValue(progress.steps.map { $0 == 0 ? 0 : Double(progress.step) / Double($0) })
      },
      JSONField("eta_seconds", .number.orNull) { JSONValue($0.secondsLeft) },
      JSONField("samples_per_second", .number.orNull) { JSONValue($0.samplesPerSecond) },
    ])

  private static func pace(of run: Run, _ paces: (Int64) -> Pace?, now: Double) -> Pace? {
    guard run.status == .running else { return nil }
    if let pace = paces(run.id) { return pace }
    guard run.step > 0 else { return nil }
    if run.owner.isWorker {
      return run.seconds.map { Pace(secondsPerStep: $0 / Double(run.step), secondsPerEpoch: 0) }
    }
    // One that is trained elsewhere was not here before, and is not interrupted here.
    guard run.isExternal, let start = run.startedAt, now > start else { return nil }
    return Pace(secondsPerStep: (now - start) / Double(run.step), secondsPerEpoch: 0)
  }

  /// Gives every run that waits to the worker that is free first.
  private static func secondsLeft(_ runs: [Run], _ running: [(run: Run, pace: Pace)]) -> Double? {
    let count = Double(running.count)
    let mean = Pace(
      secondsPerStep: running.reduce(0) { $0 + $1.pace.secondsPerStep } / count,
      secondsPerEpoch: running.reduce(0) { $0 + $1.pace.secondsPerEpoch } / count)
    guard count > 0, runs.contains(where: { !$0.status.isFinal && $0.step < $0.steps }) else { return nil }
    var workers = running.map { seconds(of: $0.run, $0.pace) }
    for run in runs where !run.status.isFinal {
      if running.contains(where: { $0.run.id == run.id }) { continue }
      let free = workers.indices.min { workers[$0] < workers[$1] } ?? 0
      if run.status == .running {
        // Under way, but too short for a pace: it has a worker of its own.
        workers.append(seconds(of: run, mean))
      } else {
        workers[free] += seconds(of: run, mean)
      }
    }
    return workers.max()
  }

  private static func seconds(of run: Run, _ pace: Pace) -> Double {
    let steps = max(0, run.steps - run.step)
    return pace.seconds(steps: steps, epochs: max(0, run.epochs - run.step / max(run.stepsPerEpoch, 1)))
  }
}
