extension ReferenceNetwork {
  /// What N is divided by in the error that goes to hidden blocks; the output layer's is always the batch mean.
  package enum ErrorScale: Sendable { case batchMean, batchSum }

  /// One training pass: forward, the output error, every block's signal and gradients. Moves the running
  /// statistics and nothing else.
  ///
  /// From the output down, each block gets its signal by feedback if it is one of `feedbackPoints`, and from the
  /// block above by the chain rule if not:
  ///
  /// - a serial method carries the signal into a point's block through B of the block above in place of W;
  /// - a direct method puts what it sends times the block's own B there, and what comes from above goes nowhere.
  ///
  /// - Parameters:
  ///   - x: [N, inputs].
  ///   - labels: N numbers from 0..<classes.
  ///   - errorScale: for direct methods alone.
  /// - Source: OpenReview zgGmAx9ZcY, equations 2 to 8 with its B_{l+1} stored as `fc{l}.feedback`; Frenkel et al.,
  ///   arXiv:1909.01311, for DRTP and sDFA; Liao et al., arXiv:1510.05067, for sign symmetry.
  package mutating func pass(
    _ method: ReferenceMethod, x: [Double], labels: [Int], errorScale: ErrorScale = .batchMean
  ) -> ReferencePass {
    let logits = forward(x, samples: labels.count, training: true)
    var pass = ReferencePass(
      logits: logits, loss: ReferenceLoss(loss, logits: logits, labels: labels, classes: classes),
      activations: Dictionary(uniqueKeysWithValues: hidden.map { ($0.name, $0.activation) }))
    let scale = errorScale == .batchSum ? Double(labels.count) : 1
    let sent = sent(by: method, error: pass.loss.error, labels: labels).map { $0 * scale }
    var signal = pass.loss.error
    for index in blocks.indices.reversed() {
      let block = blocks[index]
      let passesOn = passesOn(index, method)
      let back: ReferenceBlock.Backward
      if method.isDirect && isPoint(index) {
        let b = matrix(of: block, for: method)
        back = block.backward(
          injecting: ReferenceMatrix.times(sent, b, inner: classes), toInput: passesOn)
        learn(b, at: block, method, samples: labels.count, in: &pass)
      } else {
        let b = transport(out: index, method)
        back = block.backward(output: signal, feedback: b, toInput: passesOn)
        pass.feedback[block.name] = b
        if method == .kp && b != nil {
          pass.gradients["\(block.name).feedback"] = back.gradients["\(block.name).weight"]
        }
      }
      pass.gradients.merge(back.gradients) { old, _ in old }
      if index < blocks.count - 1 { pass.signals[block.name] = back.point }
      guard passesOn || method.isDirect else { break }
      signal = back.input
    }
    return pass
  }

  /// The gradients of `pass` alone.
  package mutating func gradients(
    _ method: ReferenceMethod, x: [Double], labels: [Int], errorScale: ErrorScale = .batchMean
  ) -> [String: [Double]] {
    pass(method, x: x, labels: labels, errorScale: errorScale).gradients
  }

  /// Whether this block is hidden and gets its signal by feedback.
  func isPoint(_ index: Int) -> Bool {
    guard hidden.indices.contains(index) else { return false }
    return feedbackPoints?.contains(blocks[index].name) ?? true
  }

  /// Whether the block below takes its signal from this one.
  private func passesOn(_ index: Int, _ method: ReferenceMethod) -> Bool {
    guard index > 0, method != .shallow else { return false }
    if method == .bpFCOnly && blocks[index - 1].isConvolutional { return false }
    return !(method.isDirect && isPoint(index - 1))
  }

  /// What carries the signal out of this block in the place of its weight; nil for the weight.
  private func transport(out index: Int, _ method: ReferenceMethod) -> [Double]? {
    guard method.isSerialWithFeedback, index > 0, isPoint(index - 1) else { return nil }
    return matrix(of: blocks[index], for: method)
  }

  /// What a direct method multiplies B by, [N, classes]: the error, its sign over N, or the targets over N.
  private func sent(by method: ReferenceMethod, error: [Double], labels: [Int]) -> [Double] {
    let samples = Double(labels.count)
    switch method {
    case .drtp:
      return labels.flatMap { label in (0..<classes).map { $0 == label ? 1 / samples : 0 } }
    case .sdfa:
      return error.map { Self.sign($0) / samples }
    default:
      return error
    }
  }

  /// The angle at a direct method's point, and B's gradient where it learns.
  private func learn(
    _ b: [Double], at block: ReferenceBlock, _ method: ReferenceMethod, samples: Int,
    in pass: inout ReferencePass
  ) {
    pass.feedback[block.name] = b
    pass.cosines[block.name] = ReferenceAlignment.meanCosine(
      activation: block.activation, feedback: b, logits: pass.logits, classes: classes)
    if method == .dkp {
      pass.gradients["\(block.name).feedback"] = ReferenceMatrix.transposedTimes(
        pass.loss.error, block.activation, samples: samples)
    }
  }

  /// B as this step uses it. Sign symmetry takes W's signs and, for the sizes, `usfScale` or what is stored.
  private func matrix(of block: ReferenceBlock, for method: ReferenceMethod) -> [Double] {
    if method == .usf {
      let scale = usfScale.value(for: block)
      return block.weight.map { scale * Self.sign($0) }
    }
    let count = method.isDirect ? classes * block.features : block.weight.count
    guard let values = feedback[block.name], values.count == count else {
      preconditionFailure(
        "\(method) needs \(count) numbers in \(block.name).feedback, found \(feedback[block.name]?.count ?? 0)"
      )
    }
    guard method.isSignSymmetric else { return values }
    return values.indices.map { abs(values[$0]) * Self.sign(block.weight[$0]) }
  }

  /// -1, 0 or 1.
  private static func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
