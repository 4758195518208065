import Compute

/// What a direct method sends to the hidden blocks, (N, C).
enum SentSignal {
  /// δ_k.
  case error
  /// The signs of δ_k.
  case errorSigns
  /// The one-hot targets y.
  case targets

  /// - Parameter scale: whether what is sent is divided by N.
  /// - Returns: the tensor, and the operation that fills it where it is not δ_k itself.
  func make(
    of pass: NetworkPass, scale: FeedbackConfig.ErrorScale
  ) throws -> (Tensor, (any Operation)?) {
    let error = try pass.outputError()
    if self == .error, scale == .batch_mean { return (error, nil) }
    let sent = try Tensor(error.layout, on: pass.device)
    let samples = Float(pass.batchSize)
    let share = scale == .batch_mean ? 1 / samples : 1
    let making: Kernel
    switch self {
    case .error:
      making = Kernel {
        let (e, s) = (error.elements, sent.elements)
        for i in s.indices { s[i] = samples * e[i] }
      }
    case .errorSigns:
      making = Kernel {
        let (e, s) = (error.elements, sent.elements)
        for i in s.indices { s[i] = e[i] > 0 ? share : e[i] < 0 ? -share : 0 }
      }
    case .targets:
      let classes = error.layout.shape[1]
      // Not to be kept alive by an operation that belongs to it.
      making = Kernel { [unowned pass] in
        let s = sent.elements
        s.update(repeating: 0)
        for (sample, label) in pass.labels.enumerated() { s[sample * classes + Int(label)] = share }
      }
    }
    return (sent, making)
  }
}
