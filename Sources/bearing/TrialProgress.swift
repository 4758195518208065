import Learning
import Synchronization
import Tracking
import Training

/// What `bearing run` shows of trials under way: the epochs of each, and one line for all of them.
final class TrialProgress: Sendable {
  private let job: Job
  private let batchSize: Int
  private let sideBySide: Int
  private let state = Mutex(State())

  private struct State {
    var line = ProgressLine()
    /// Of the trials that have begun here, by run.
    var trials: [Int64: Trial] = [:]
  }

  private struct Trial {
    var step = 0
    var since: ContinuousClock.Instant?
    var hasEnded = false

    var stepsPerSecond: Double {
      guard !hasEnded, let since else { return 0 }
      return Double(step) / max((ContinuousClock.now - since) / .seconds(1), 1e-6)
    }
  }

  /// - Parameter sideBySide: how many trials are under way at a time; with several, each line says whose it is.
  init(_ job: Job, batchSize: Int, sideBySide: Int) {
    self.job = job
    self.batchSize = batchSize
    self.sideBySide = sideBySide
  }

  func begin(_ run: Run) {
    state.withLock { state in
      state.trials[run.id] = Trial()
      state.line.print("\(job.name), run \(run.id), seed \(run.seed)")
    }
  }

  func say(_ text: String, of run: Run) { state.withLock { $0.line.print(name(run) + text) } }

  func show(_ event: RunEvent, of run: Run) {
    state.withLock { state in
      switch event {
      case .note(let note), .warning(let note): state.line.print(name(run) + note)
      case .begins: state.trials[run.id]?.since = .now
      case .progress(.step(let step, _, let result)):
        state.trials[run.id]?.step = step
        let trials = state.trials
        state.line.update(shown(trials, run, result.loss, result.accuracy))
      case .progress(.epoch(let epoch)): state.line.print(name(run) + Self.summary(epoch, epochs: run.epochs))
      case .trained: break
      case .ends(let end):
        state.trials[run.id]?.hasEnded = true
        if end.status == .cancelled { state.line.print(name(run) + "stopped; what was recorded is kept") }
        if let message = end.message { state.line.print(name(run) + "failed: \(message)") }
      }
    }
  }

  private func name(_ run: Run) -> String { sideBySide > 1 ? "seed \(run.seed)  " : "" }

  /// All trials that are under way, as the one that has just got on has it.
  private func shown(
    _ trials: [Int64: Trial], _ run: Run, _ loss: Double, _ accuracy: Double
  ) -> ProgressLine.State {
    let pace = trials.values.reduce(0) { $0 + $1.stepsPerSecond }
    var state = ProgressLine.State(
      epoch: run.epoch(of: trials[run.id]?.step ?? 0), epochs: run.epochs, step: trials[run.id]?.step ?? 0,
      steps: run.steps, loss: loss, accuracy: accuracy, samplesPerSecond: pace * Double(batchSize))
    if sideBySide > 1 {
      state.step = trials.values.reduce(0) { $0 + $1.step }
      state.steps = job.runs.reduce(0) { $0 + $1.steps }
    }
    state.secondsLeft = pace > 0 ? Double(state.steps - state.step) / pace : nil
    return state
  }

  private static func summary(_ epoch: EpochResult, epochs: Int) -> String {
    let percent = { ProgressLine.fixed($0 * 100, 2) + " %" }
    return [
      "epoch \(epoch.epoch)/\(epochs)", "train loss " + ProgressLine.fixed(epoch.training.loss, 4),
      "train " + percent(epoch.training.accuracy), "test loss " + ProgressLine.fixed(epoch.test.loss, 4),
      "test " + percent(epoch.test.accuracy), ProgressLine.fixed(epoch.samplesPerSecond, 0) + " samples/s",
    ].joined(separator: "  ")
  }
}
