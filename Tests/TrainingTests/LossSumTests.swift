import Testing
import TestSupport

@testable import Learning
@testable import Training

/// Mean losses and accuracies of an epoch.
struct LossSumTests {
  @Test(arguments: [0.1, 2.302585092994046, 0.7, 4.605170185988092, 1e308])
  func `an epoch of equal batches has their loss and accuracy, with all digits`(loss: Double) {
    for (batch, batches) in [(50, 1_200), (49, 10), (1, 7), (64, 937), (100, 3)] {
      for right in Set([0, 1, batch / 3, batch]) {
        var sum = Measurements()
        for _ in 0..<batches {
          sum += Measurements(loss: loss, samples: batch, correct: right, correctInFive: right)
        }
        let accuracy = Double(right) / Double(batch)
        #expect(sum.loss == loss, "\(batches) of \(batch)")
        #expect(sum.accuracy == accuracy && sum.top5Accuracy == accuracy, "\(right) of \(batch)")
      }
    }
  }

  @Test
  func `a mean loss lies within the range of the batches' losses; NaN and infinities stay what they are`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      var sum = Measurements()
      let center = Double.random(in: 0.01...5, using: &random)
      let losses = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        center.nextUp + Double(Int.random(in: 0...1, using: &random)) * center.ulp
      }
      for loss in losses { sum += Measurements(loss: loss, samples: 50, correct: 0, correctInFive: 0) }
      let mean = sum.loss
      #expect(mean >= losses.min()! && mean <= losses.max()!)
    }
    for odd in [Double.nan, .infinity] {
      var sum = Measurements()
      for loss in [1, odd, 2] { sum += Measurements(loss: loss, samples: 1, correct: 0, correctInFive: 0) }
      #expect(odd.isNaN ? sum.loss.isNaN : sum.loss == odd)
    }
  }
}
