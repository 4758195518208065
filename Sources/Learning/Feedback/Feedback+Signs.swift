import Compute

extension Feedback {
  /// What sign symmetry does before each backward pass: B = |M| ⊙ sign(W) with the weights of this step.
  ///
  /// - Parameter step: tells the number of the step, for magnitudes that are drawn anew.
  func refreshingSigns(of network: [Block], step: @escaping () -> Int, on device: Device) -> [any Operation] {
    guard case .signs(let source) = kind else { return [] }
    return matrices.indices.compactMap { index in
      guard let matrix = matrices[index], let magnitude = magnitudes[index] else { return nil }
      let weight = network[index].weight
      let stream = RandomStream(seed: seed, purpose: .feedbackMagnitudes, index: UInt32(index))
      let fans = Initializer.Fans(
        fanIn: network[index].fanIn, fanOut: weight.value.layout.count / weight.shape[1])
      let (initializer, threads) = (config.initializer, device.threads)
      let (b, m, w) = (matrix.value.elements, magnitude.elements, weight.value.elements)
      let signs = ParallelLoop(of: b.count, grain: 1 << 15, threads: threads) { range, _ in
        for i in range { b[i] = w[i] > 0 ? abs(m[i]) : w[i] < 0 ? -abs(m[i]) : 0 }
      }
      return Kernel { [unowned self] in
        if source == .redrawn && redraws {
          // Any order will do: the numbers are independent, and padding has no sign.
          let row = stream.atRow(UInt32(truncatingIfNeeded: step()))
          initializer.fill(magnitude.elements, fans: fans, from: row)
        }
        signs.run()
      }
    }
  }
}
