import Foundation

/// Softmax cross-entropy, the mean over the batch, in nats.
package struct ReferenceLoss: Sendable {
  /// The mean of -log softmax(logits)[label].
  package let loss: Double
  /// The part of the samples whose largest logit is the label's; the first one wins a tie.
  package let accuracy: Double
  /// delta_k = (softmax(logits) - y) / N, [N, classes]: the loss's gradient with respect to the logits.
  package let error: [Double]

  /// - Parameters:
  ///   - logits: [N, classes].
  ///   - labels: N numbers from 0..<classes.
  package init(logits: [Double], labels: [Int], classes: Int) {
    precondition(logits.count == labels.count * classes, "\(labels.count) x \(classes) logits expected")
    var loss = 0.0
    var right = 0
    var error = logits
    for (sample, label) in labels.enumerated() {
      precondition((0..<classes).contains(label), "label \(label) is not one of 0..<\(classes)")
      let row = Array(logits[sample * classes..<(sample + 1) * classes])
      let largest = row.max()!
      let total = row.reduce(0) { $0 + exp($1 - largest) }
      loss -= row[label] - largest - log(total)
      if row.firstIndex(of: largest) == label { right += 1 }
      for c in 0..<classes {
        let target = c == label ? 1.0 : 0.0
        error[sample * classes + c] = (exp(row[c] - largest) / total - target) / Double(labels.count)
      }
    }
    self.loss = loss / Double(labels.count)
    accuracy = Double(right) / Double(labels.count)
    self.error = error
  }
}
