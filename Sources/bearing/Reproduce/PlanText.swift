import Formats
import Foundation
import Reproduction

/// A plan as a terminal shows it before anything is trained.
struct PlanText {
  let plan: StudyPlan
  let estimate: PlanEstimate
  /// Runs that the database has already.
  let have: Int

  /// Machines like this one that the hours are said for.
  private static let machines = [2, 5, 10]

  var text: String {
    let width = max(6, plan.parts.map(\.label.count).max() ?? 0) + 2
    let row = { (cells: [String]) in
      cells[0].padding(toLength: width, withPad: " ", startingAt: 0)
        + cells.dropFirst().map { String(repeating: " ", count: max(1, 14 - $0.count)) + $0 }.joined()
    }
    var lines = [
      "\(plan.study.title), \(plan.dataset)",
      have > 0 ? "\(have) of \(plan.runs) runs are in the database already; to train:" : "to train:",
      row(["", "runs", "iterations", "samples", "samples/s", "hours"]),
    ]
    for (part, estimate) in zip(plan.parts, estimate.parts) {
      lines.append(
        row([
          part.label, "\(estimate.runs)", "\(estimate.iterations)", "\(estimate.samples)",
          estimate.rate.map { String(format: "%.0f", $0) } ?? "",
          estimate.seconds.map { Self.hours($0 / Double(self.estimate.share?.sideBySide ?? 1)) } ?? "",
        ]))
    }
    let sums = estimate.parts
    lines.append(
      row([
        "all", "\(sums.reduce(0) { $0 + $1.runs })", "\(sums.reduce(0) { $0 + $1.iterations })",
        "\(sums.reduce(0) { $0 + $1.samples })", "", estimate.seconds.map(Self.hours) ?? "unknown",
      ]))
    return (lines + totals).joined(separator: "\n")
  }

  private var totals: [String] {
    let runs = estimate.parts.reduce(0) { $0 + $1.runs }
    guard runs > 0, let seconds = estimate.seconds else { return [] }
    var lines = [
      "training alone, evaluation not counted: \(Self.hours(seconds)) h (\(seconds.timeWords))"
        + (estimate.share == nil ? " on the server" : " on this machine")
    ]
    if let share = estimate.share {
      let cores = share.threads * share.sideBySide
      lines[0] +=
        " (\(share.sideBySide) run\(share.sideBySide == 1 ? "" : "s") side by side, each on \(share.threads) of \(cores) cores)"
      lines.append("core hours: \(Self.hours(seconds * Double(cores)))")
      // A run cannot be shared by two machines.
      let longest =
        estimate.parts.compactMap { part in
          part.seconds.map { $0 / Double(max(1, part.runs)) }
        }.max() ?? 0
      let most = (runs + share.sideBySide - 1) / share.sideBySide
      let counts = Self.machines.filter { $0 < most } + [most]
      lines.append(
        "on N machines like this one: "
          + counts.map { "\($0): \(Self.hours(max(longest, seconds / Double($0)))) h" }.joined(
            separator: ", "))
    }
    if let basis = estimate.basis { lines.append("rates from \(basis)") }
    return lines
  }

  /// Hours with as many digits as say something.
  private static func hours(_ seconds: Double) -> String {
    let hours = seconds / 3600
    return String(format: hours < 1 ? "%.3f" : hours < 100 ? "%.1f" : "%.0f", hours)
  }
}
