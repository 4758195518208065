import Foundation

/// What a learning rate is multiplied by in each epoch.
package enum ReferenceSchedule: Sendable {
  case constant
  /// gamma^epoch.
  case exponential(gamma: Double)
  /// gamma^(epoch / every), rounded down: a drop every so many epochs.
  case step(gamma: Double, every: Int)

  /// - Parameter epoch: epochs finished; 0 during the first.
  package func multiplier(epoch: Int) -> Double {
    switch self {
    case .constant: 1
    case .exponential(let gamma): pow(gamma, Double(epoch))
    case .step(let gamma, let every): pow(gamma, Double(epoch / every))
    }
  }
}
