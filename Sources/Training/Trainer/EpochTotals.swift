import Dispatch
import Learning

/// Sums over the samples of an epoch.
struct EpochSums: Equatable, Sendable {
  var samples = 0
  var loss = LossSum()
  /// Samples classified rightly.
  var correct = 0.0
  /// Samples whose label is among the five largest logits.
  var correctInFive = 0.0
}

/// Running means over an epoch, weighted by samples: the left-over batch counts for what it is.
struct EpochTotals {
  private(set) var sums: EpochSums
  /// Samples before this process took the epoch up: their time is not known.
  private let earlier: Int
  private let start = DispatchTime.now().uptimeNanoseconds

  /// - Parameter sums: of the part of the epoch that lies behind.
  init(_ sums: EpochSums = EpochSums()) {
    self.sums = sums
    earlier = sums.samples
  }

  mutating func add(_ result: Learner.StepResult, samples count: Int) {
    sums.samples += count
    sums.loss.add(result.loss, samples: count)
    // Samples are whole: 1 of 49 times 49 is not quite 1 otherwise.
    sums.correct += (result.accuracy * Double(count)).rounded()
    sums.correctInFive += (result.top5Accuracy * Double(count)).rounded()
  }

  var meanLoss: Double { sums.loss.mean(samples: sums.samples) }
  var meanAccuracy: Double { sums.correct / Double(sums.samples) }
  var meanTop5Accuracy: Double { sums.correctInFive / Double(sums.samples) }
  /// Of the samples that this process has trained on.
  var samplesPerSecond: Double {
    Double(sums.samples - earlier) / (Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
  }
}
