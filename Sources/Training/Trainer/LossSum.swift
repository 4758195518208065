/// The losses of batches, added up over their samples.
struct LossSum: Equatable, Sendable {
  /// Of the samples' losses, nats.
  var total = 0.0
  /// Of the batches' losses; what a mean cannot leave.
  var lowest = Double.infinity
  var highest = -Double.infinity

  mutating func add(_ loss: Double, samples: Int) {
    total += loss * Double(samples)
    lowest = .minimum(lowest, loss)
    highest = .maximum(highest, loss)
  }

  /// The mean over so many samples, within the range of the batches' losses: equal ones give exactly that loss, which a
  /// rounded sum does not promise. NaN if one was.
  func mean(samples: Int) -> Double {
    let mean = total / Double(samples)
    return mean.isNaN ? mean : .maximum(lowest, .minimum(highest, mean))
  }
}
