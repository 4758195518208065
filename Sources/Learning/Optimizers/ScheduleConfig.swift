import Glibc

/// How a learning rate changes from epoch to epoch.
package enum ScheduleConfig: Sendable, Equatable {
  case constant
  /// rate · γ^epoch, γ in (0, 1].
  case exponential(gamma: Double)
  /// rate · γ^⌊epoch / every⌋, γ in (0, 1], every at least 1.
  case step(every: Int, gamma: Double)

  /// - Parameter epoch: epochs finished, 0 during the first.
  package func rate(_ base: Double, epoch: Int) -> Double {
    switch self {
    case .constant: base
    case .exponential(let gamma): base * pow(gamma, Double(epoch))
    case .step(let every, let gamma): base * pow(gamma, Double(epoch / every))
    }
  }
}
