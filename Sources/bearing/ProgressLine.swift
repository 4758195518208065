import Formats
import Foundation

/// What a command shows of a run under way: one line that is rewritten on a terminal, plain lines elsewhere.
struct ProgressLine {
  /// What is known of the run now.
  struct State {
    var epoch: Int
    var epochs: Int
    var step: Int
    var steps: Int
    var loss: Double?
    var accuracy: Double?
    var samplesPerSecond: Double?
    var secondsLeft: Double?
  }

  let isTerminal = isatty(STDERR_FILENO) == 1
  private var shown: ContinuousClock.Instant?

  /// Shows `state`, at most ten times a second and only on a terminal.
  mutating func update(_ state: @autoclosure () -> State) { update(text: Self.text(state())) }

  /// Shows a text in the same way.
  mutating func update(text: @autoclosure () -> String) {
    let now = ContinuousClock.now
    guard isTerminal, shown.map({ now - $0 >= .milliseconds(100) }) ?? true else { return }
    shown = now
    write("\r\u{1B}[K" + text())
  }

  /// Shows a line that stays.
  mutating func print(_ line: String) {
    write((isTerminal ? "\r\u{1B}[K" : "") + line + "\n")
  }

  private static func text(_ state: State) -> String {
    var parts = [bar(state.steps == 0 ? 0 : Double(state.step) / Double(state.steps))]
    parts.append("epoch \(state.epoch)/\(state.epochs)")
    parts.append("iteration \(state.step)/\(state.steps)")
    if let loss = state.loss { parts.append("loss " + fixed(loss, 4)) }
    if let accuracy = state.accuracy { parts.append("accuracy " + fixed(accuracy * 100, 1) + " %") }
    if let speed = state.samplesPerSecond { parts.append(fixed(speed, 0) + " samples/s") }
    if let left = state.secondsLeft { parts.append("ETA " + left.timeWords) }
    return parts.joined(separator: "  ")
  }

  /// A bar that is full at 1.
  static func bar(_ fraction: Double) -> String {
    let filled = Int((fraction * 20).rounded(.down))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
  }

  static func fixed(_ value: Double, _ digits: Int) -> String {
    value.isFinite ? String(format: "%.\(digits)f", value) : value.words
  }

  /// A terminal that has been closed takes nothing any more; that is no reason to lose what was learned.
  private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
