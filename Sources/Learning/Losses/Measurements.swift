/// What samples came to, of a batch, an epoch or a test set: sums that are added up and give means.
package struct Measurements: Sendable, Equatable {
  package private(set) var samples = 0
  /// Of the samples' losses, in the loss's unit.
  package private(set) var totalLoss = 0.0
  /// Of the batches' losses; what a mean cannot leave.
  package private(set) var lowestLoss = Double.infinity
  package private(set) var highestLoss = -Double.infinity
  /// Samples whose largest logit is the label's.
  package private(set) var correct = 0
  /// Samples whose label is among the five largest logits.
  package private(set) var correctInFive = 0

  /// Of no samples yet.
  package init() {}

  /// One batch.
  ///
  /// - Parameter loss: mean over its samples.
  package init(loss: Double, samples: Int, correct: Int, correctInFive: Int) {
    self.init(
      samples: samples, totalLoss: loss * Double(samples), lowestLoss: loss, highestLoss: loss,
      correct: correct, correctInFive: correctInFive)
  }

  /// As a checkpoint keeps it. A range that is not known is infinite.
  package init(
    samples: Int, totalLoss: Double, lowestLoss: Double, highestLoss: Double, correct: Int, correctInFive: Int
  ) {
    self.samples = samples
    self.totalLoss = totalLoss
    self.lowestLoss = lowestLoss
    self.highestLoss = highestLoss
    self.correct = correct
    self.correctInFive = correctInFive
  }

  package static func += (sum: inout Self, batch: Self) {
    sum.samples += batch.samples
    sum.totalLoss += batch.totalLoss
    // A NaN leaves the range alone; the total has it.
    sum.lowestLoss = .minimum(sum.lowestLoss, batch.lowestLoss)
    sum.highestLoss = .maximum(sum.highestLoss, batch.highestLoss)
    sum.correct += batch.correct
    sum.correctInFive += batch.correctInFive
  }

  /// The mean, within the range of the batches' losses: equal ones give exactly that loss, which a rounded sum does not
  /// promise. NaN if one was.
  package var loss: Double {
    let mean = totalLoss / Double(samples)
    return mean.isNaN ? mean : .maximum(lowestLoss, .minimum(highestLoss, mean))
  }

  /// Fraction, 0 to 1.
  package var accuracy: Double { Double(correct) / Double(samples) }

  /// Fraction whose label is among the five largest logits.
  package var top5Accuracy: Double { Double(correctInFive) / Double(samples) }
}

extension Measure {
  package static let loss = Measure(
    "loss", title: "Training loss", summary: "mean loss over the batch", unit: .ofLoss, cadence: .iteration,
    better: .lower, drawing: Drawing(rank: 1, mayLog: true))
  package static let accuracy = Measure(
    "accuracy", title: "Training accuracy", summary: "fraction of the batch that is classified rightly",
    unit: .named("fraction"), cadence: .iteration, bounds: 0...1, better: .higher, drawing: Drawing(rank: 2))
}
