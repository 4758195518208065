import Foundation
import Formats
import Reproduction
import Tracking

/// Shows on the terminal how a plan gets on, until its last run has ended.
struct PlanWatch {
  private let workplace: Workplace
  private let plan: StudyPlan
  private let estimate: PlanEstimate
  /// Of each run: its part and what a step of it takes of all the work, in seconds where rates are known.
  private let weights: [Int64: (part: Int, perStep: Double)]
  private var line = ProgressLine()
  private var ended: Set<Int64> = []
  private let began = ContinuousClock.now
  private var doneAtFirst: Double?

  private struct Progress {
    var done = 0.0
    var all = 0.0
    var finished = 0
    var training: [String] = []
  }

  /// - Parameter work: of which nothing is missing.
  init(_ work: PlanWork, _ estimate: PlanEstimate) {
    workplace = work.workplace
    plan = work.plan
    self.estimate = estimate
    var weights: [Int64: (part: Int, perStep: Double)] = [:]
    for (index, known) in work.runs.enumerated() {
      let part = estimate.parts[index]
      let perStep = part.seconds.map { $0 / Double(max(1, part.iterations)) } ?? 1
      // What was there before takes no part in the pace.
      for run in known.known { weights[run.id] = (index, run.status.isFinal ? 0 : perStep) }
    }
    self.weights = weights
    ended = Set(work.runs.flatMap(\.known).filter(\.status.isFinal).map(\.id))
  }

  /// - Parameter hasStopped: asked four times a second.
  /// - Returns: false when it was told to stop.
  mutating func run(until hasStopped: () -> Bool) throws -> Bool {
    while true {
      let progress = try look()
      if progress.finished == weights.count { return true }
      let shown = text(progress)
      line.update(text: shown)
      for _ in 0..<4 {
        if hasStopped() { return false }
        Thread.sleep(forTimeInterval: 0.25)
      }
    }
  }

  private mutating func look() throws -> Progress {
    let ids = weights.keys.sorted().map(String.init).joined(separator: ", ")
    let rows = try workplace.ask(
      """
      select runs.id, seed, status, step, steps, message, (select 100 * last_value from series
        join series_totals on series_id = series.id where run_id = runs.id and name = 'test_accuracy')
      from runs where runs.id in (\(ids)) order by runs.id
      """)
    var progress = Progress()
    var news: [String] = []
    for row in rows where row.count == 7 {
      guard let id = row[0].integer.map(Int64.init), let status = row[2].string.flatMap(Status.init),
        let weight = weights[id]
      else { continue }
      let (step, steps) = (Double(row[3].integer ?? 0), Double(row[4].integer ?? 0))
      progress.all += weight.perStep * steps
      progress.done += weight.perStep * (status.isFinal ? steps : step)
      let name = "\(plan.parts[weight.part].label), seed \(row[1].integer ?? 0)"
      if status == .running { progress.training.append(name) }
      guard status.isFinal else { continue }
      progress.finished += 1
      if ended.insert(id).inserted {
        let accuracy = row[6].double.map { ", test \(ProgressLine.fixed($0, 2)) %" } ?? ""
        let reason = status == .succeeded ? accuracy : row[5].string.map { ": \($0)" } ?? ""
        news.append("run \(id) \(status.rawValue): \(name)\(reason)")
      }
    }
    if doneAtFirst == nil { doneAtFirst = progress.done }
    for one in news { line.print("\(one); \(progress.finished) of \(weights.count)\(left(progress))") }
    return progress
  }

  private func text(_ progress: Progress) -> String {
    let share = progress.all > 0 ? progress.done / progress.all : 0
    return "\(ProgressLine.bar(share))  run \(progress.finished) of \(weights.count)\(left(progress))  "
      + progress.training.prefix(2).joined(separator: " · ")
  }

  /// By the pace since the beginning, and before there is one by the estimate.
  private func left(_ progress: Progress) -> String {
    let spent = (ContinuousClock.now - began) / .seconds(1)
    let gained = progress.done - (doneAtFirst ?? 0)
    let rest = progress.all - progress.done
    let seconds: Double? =
      if spent > 20, gained > 0 {
        rest / gained * spent
      } else if estimate.seconds != nil {
        rest / Double(max(1, estimate.share?.sideBySide ?? 1))
      } else { nil }
    return seconds.map { "  ETA \(ProgressLine.duration($0))" } ?? ""
  }
}
