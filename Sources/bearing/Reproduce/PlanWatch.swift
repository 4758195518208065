import Formats
import Foundation
import Learning
import Reproduction
import Tracking
import Training

/// Shows on the terminal how a plan gets on, until its last run has ended.
struct PlanWatch {
  private let workplace: Workplace
  private let plan: StudyPlan
  private let estimate: PlanEstimate
  /// Of each run: its part and what a step of it takes of all the work, in seconds where rates are known.
  private let weights: [Int64: (part: Int, perStep: Double)]
  private var line = ProgressLine()
  private var ended: Set<Int64> = []
  /// Jobs that are said to be paused.
  private var paused: Set<Int> = []
  private let began = ContinuousClock.now
  private var doneAtFirst: Double?

  private struct Progress {
    var done = 0.0
    var all = 0.0
    var finished = 0
    var training: [String] = []
  }

  /// What the database has of a run under way.
  private struct Row {
    let id: Int64
    let seed: Int
    let status: Status
    let step: Double
    let steps: Double
    let message: String?
    let job: Int
    let isPaused: Bool
    let accuracy: Double?

    init?(_ row: [JSONValue]) {
      guard row.count == 9, let id = row[0].integer, let status = row[2].string.flatMap(Status.init),
        let job = row[6].integer
      else { return nil }
      self.id = Int64(id)
      seed = row[1].integer ?? 0
      self.status = status
      step = Double(row[3].integer ?? 0)
      steps = Double(row[4].integer ?? 0)
      message = row[5].string
      self.job = job
      isPaused = row[7].integer == 1
      accuracy = row[8].double
    }
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
    let rows = try rows()
    var progress = Progress()
    var news: [String] = []
    for row in rows {
      guard let weight = weights[row.id] else { continue }
      progress.all += weight.perStep * row.steps
      progress.done += weight.perStep * (row.status.isFinal ? row.steps : row.step)
      let name = name(of: row, in: weight.part)
      if row.status == .running { progress.training.append(name) }
      guard row.status.isFinal else { continue }
      progress.finished += 1
      if ended.insert(row.id).inserted {
        let accuracy = row.accuracy.map { ", test \(ProgressLine.fixed($0, 2)) %" } ?? ""
        let reason = row.status == .succeeded ? accuracy : row.message.map { ": \($0)" } ?? ""
        news.append("run \(row.id) \(row.status.rawValue): \(name)\(reason)")
      }
    }
    // Whose job was deleted meanwhile will never end: nobody trains it any more.
    for id in Set(weights.keys).subtracting(rows.map(\.id)).sorted() {
      progress.finished += 1
      if ended.insert(id).inserted {
        news.append(
          "run \(id) is gone, somebody deleted its job; type the same command again to train it anew")
      }
    }
    if doneAtFirst == nil { doneAtFirst = progress.done }
    for one in news { line.print("\(one); \(progress.finished) of \(weights.count)\(left(progress))") }
    sayPaused(rows)
    return progress
  }

  /// All that have not been deleted.
  private func rows() throws -> [Row] {
    let ids = weights.keys.sorted().map(String.init).joined(separator: ", ")
    return try workplace.ask(
      """
      select runs.id, seed, runs.status, step, steps, runs.message, job_id, is_paused,
        (select 100 * last_value from series join series_totals on series_id = series.id
          where run_id = runs.id and name = '\(Measure.testAccuracy.name)')
      from runs join jobs on jobs.id = job_id
      where runs.id in (\(ids)) and jobs.deleted_at is null order by runs.id
      """
    ).compactMap(Row.init)
  }

  /// A job that is paused keeps the plan waiting, which its pace alone would not tell.
  private mutating func sayPaused(_ rows: [Row]) {
    let now = Set(rows.filter { $0.isPaused && !$0.status.isFinal }.map(\.job))
    for job in now.subtracting(paused).sorted() {
      line.print(
        "job \(job) is paused; its runs wait until it is resumed, on the page or with POST /api/v1/jobs/\(job)/resume"
      )
    }
    paused = now
  }

  private func name(of row: Row, in part: Int) -> String { "\(plan.parts[part].label), seed \(row.seed)" }

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
    return seconds.map { "  ETA \($0.timeWords)" } ?? ""
  }
}
