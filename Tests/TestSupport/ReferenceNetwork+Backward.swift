extension ReferenceNetwork {
  /// What N is divided by in the error that goes to hidden blocks; the output layer's is always the batch mean.
  package enum ErrorScale: Sendable { case batchMean, batchSum }

  /// One training pass: forward, the output error, every block's signal and gradients. Moves the running
  /// statistics and nothing else.
  ///
  /// - Parameters:
  ///   - x: [N, inputs].
  ///   - labels: N numbers from 0..<classes.
  ///   - errorScale: for direct methods alone.
  /// - Source: OpenReview zgGmAx9ZcY, equations 2 to 8 with its B_{l+1} stored as `fc{l}.feedback`; Frenkel et al.,
  ///   arXiv:1909.01311, for DRTP.
  package mutating func pass(
    _ method: ReferenceMethod, x: [Double], labels: [Int], errorScale: ErrorScale = .batchMean
  ) -> ReferencePass {
    let logits = forward(x, samples: labels.count, training: true)
    var pass = ReferencePass(
      logits: logits, loss: ReferenceLoss(logits: logits, labels: labels, classes: classes),
      activations: Dictionary(uniqueKeysWithValues: hidden.map { ($0.name, $0.activation) }))
    if method.isDirect {
      let scale = errorScale == .batchSum ? Double(labels.count) : 1
      jump(method, &pass, labels, scale)
    } else {
      descend(method, &pass)
    }
    return pass
  }

  /// The gradients of `pass` alone.
  package mutating func gradients(
    _ method: ReferenceMethod, x: [Double], labels: [Int], errorScale: ErrorScale = .batchMean
  ) -> [String: [Double]] {
    pass(method, x: x, labels: labels, errorScale: errorScale).gradients
  }

  /// BP, FA, KP: the signal of a block is made of the one above it.
  private func descend(_ method: ReferenceMethod, _ pass: inout ReferencePass) {
    var signal = pass.loss.error
    for (index, block) in blocks.enumerated().reversed() {
      let transport = method.isSerialWithFeedback && index > 0 ? matrix(of: block, for: method) : nil
      let back = block.backward(output: signal, feedback: transport, toInput: index > 0)
      add(back, of: block, to: &pass)
      if method == .kp && index > 0 {
        pass.gradients["\(block.name).feedback"] = back.gradients["\(block.name).weight"]
      }
      signal = back.input
    }
  }

  /// DFA, DKP, DRTP: the signal of a block is made of the output's error, or of the targets.
  private func jump(_ method: ReferenceMethod, _ pass: inout ReferencePass, _ labels: [Int], _ scale: Double)
  {
    let error = pass.loss.error
    let output = blocks[blocks.count - 1]
    add(output.backward(output: error, feedback: nil, toInput: false), of: output, to: &pass)
    let sent = method == .drtp ? targets(labels) : error
    for block in hidden {
      let b = matrix(of: block, for: method)
      let signal = ReferenceMatrix.times(sent.map { $0 * scale }, b, inner: classes)
      add(block.backward(injecting: signal), of: block, to: &pass)
      pass.cosines[block.name] = ReferenceAlignment.meanCosine(
        activation: block.activation, feedback: b, logits: pass.logits, classes: classes)
      if method == .dkp {
        pass.gradients["\(block.name).feedback"] = ReferenceMatrix.transposedTimes(
          error, block.activation, samples: labels.count)
      }
    }
  }

  private func add(_ back: ReferenceBlock.Backward, of block: ReferenceBlock, to pass: inout ReferencePass) {
    if block.name != blocks[blocks.count - 1].name { pass.signals[block.name] = back.point }
    pass.gradients.merge(back.gradients) { old, _ in old }
  }

  /// y / N: one-hot rows on the scale of the mean loss's error.
  private func targets(_ labels: [Int]) -> [Double] {
    var y = [Double](repeating: 0, count: labels.count * classes)
    for (sample, label) in labels.enumerated() { y[sample * classes + label] = 1 / Double(labels.count) }
    return y
  }

  private func matrix(of block: ReferenceBlock, for method: ReferenceMethod) -> [Double] {
    let count = method.isDirect ? classes * block.features : block.weight.count
    guard let values = feedback[block.name], values.count == count else {
      preconditionFailure(
        "\(method) needs \(count) numbers in \(block.name).feedback, found \(feedback[block.name]?.count ?? 0)"
      )
    }
    return values
  }
}
