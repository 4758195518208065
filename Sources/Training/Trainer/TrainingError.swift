import Formats

/// Why a run cannot go on.
package enum TrainingError: Error, CustomStringConvertible {
  /// The loss is NaN or infinite. What was recorded up to there stays.
  case diverged(step: Int, loss: Double)
  /// The run was begun on other pictures than there are now; both are fingerprints.
  case datasetChanged(name: String, step: Int, expected: String, found: String)

  package var description: String {
    switch self {
    case .diverged(let step, let loss):
      "diverged: the loss is \(loss.words) at iteration \(step); try a smaller optimizer.learning_rate"
    case .datasetChanged(let name, let step, let expected, let found):
      "the dataset \(name) has changed since iteration \(step): expected the fingerprint \(expected), found \(found);"
        + " put the old files back and submit the job again, or submit it again as it is"
    }
  }
}
