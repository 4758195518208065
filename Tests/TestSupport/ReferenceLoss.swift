import Foundation

/// A loss with the mean over the batch, and its gradient with respect to the logits.
package struct ReferenceLoss: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// The mean over N of -log softmax(h)[label], in nats.
    case crossEntropy = "cross_entropy"
    /// The mean over N and classes of (h - y)², y one-hot: PyTorch's MSELoss.
    case meanSquaredError = "mse"
    /// The mean over N and classes of -y log sigmoid(h) - (1 - y) log(1 - sigmoid(h)), y one-hot: PyTorch's
    /// BCEWithLogitsLoss.
    case binaryCrossEntropy = "binary_cross_entropy"
  }

  package let loss: Double
  /// The part of the samples whose largest logit is the label's; the first one wins a tie.
  package let accuracy: Double
  /// delta_k, [N, classes]: the loss's gradient with respect to the logits. (softmax(h) - y) / N,
  /// 2 (h - y) / (N classes) or (sigmoid(h) - y) / (N classes).
  package let error: [Double]

  /// - Parameters:
  ///   - logits: h, [N, classes].
  ///   - labels: N numbers from 0..<classes.
  package init(_ kind: Kind = .crossEntropy, logits: [Double], labels: [Int], classes: Int) {
    precondition(logits.count == labels.count * classes, "\(labels.count) x \(classes) logits expected")
    var loss = 0.0
    var right = 0
    var error: [Double] = []
    for (sample, label) in labels.enumerated() {
      precondition((0..<classes).contains(label), "label \(label) is not one of 0..<\(classes)")
      let row = Array(logits[sample * classes..<(sample + 1) * classes])
      if row.firstIndex(of: row.max()!) == label { right += 1 }
      let (rowLoss, rowError) = Self.sample(kind, row, (0..<classes).map { $0 == label ? 1 : 0 })
      loss += rowLoss / Double(labels.count)
      error += rowError.map { $0 / Double(labels.count) }
    }
    self.loss = loss
    accuracy = Double(right) / Double(labels.count)
    self.error = error
  }

  /// The loss of one sample and its gradient; y is one-hot.
  private static func sample(_ kind: Kind, _ h: [Double], _ y: [Double]) -> (Double, [Double]) {
    let classes = Double(h.count)
    switch kind {
    case .crossEntropy:
      let largest = h.max()!
      let total = h.reduce(0) { $0 + exp($1 - largest) }
      let loss = h.indices.reduce(0) { $0 - y[$1] * (h[$1] - largest - log(total)) }
      return (loss, h.indices.map { exp(h[$0] - largest) / total - y[$0] })
    case .meanSquaredError:
      let loss = h.indices.reduce(0) { $0 + (h[$1] - y[$1]) * (h[$1] - y[$1]) / classes }
      return (loss, h.indices.map { 2 * (h[$0] - y[$0]) / classes })
    case .binaryCrossEntropy:
      // -log sigmoid(h) = log(1 + exp(-h)) = max(-h, 0) + log(1 + exp(-|h|)), which does not overflow.
      let loss = h.indices.reduce(0) { sum, c in
        sum + (max(h[c], 0) - y[c] * h[c] + log1p(exp(-abs(h[c])))) / classes
      }
      return (loss, h.indices.map { (ReferenceActivation.Function.sigmoid(h[$0]) - y[$0]) / classes })
    }
  }
}
