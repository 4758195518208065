/// How fast a run under way gets on, from the recent past.
package struct Pace: Sendable, Equatable {
  /// Of training.
  package var secondsPerStep: Double
  /// From an epoch's last iteration to the next one's first beyond a step's time: the test set and the checkpoint.
  package var secondsPerEpoch: Double

  package init(secondsPerStep: Double, secondsPerEpoch: Double) {
    self.secondsPerStep = secondsPerStep
    self.secondsPerEpoch = secondsPerEpoch
  }

  /// Seconds for iterations of a run that are left.
  package func seconds(steps: Int, epochs: Int) -> Double {
    secondsPerStep * Double(steps) + secondsPerEpoch * Double(epochs)
  }
}
