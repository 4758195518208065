import Compute

/// The angle between a rule's learning signal and backpropagation's, at each feedback point.
///
///     c_n = ⟨s_n, g_n⟩ / (‖s_n‖ ‖g_n‖)     g = ∂loss/∂a by the chain rule, same parameters, same batch
///     angle = acos((1/N) Σ_n c_n) · 180/π
///
/// It costs a backward pass of its own, so it is taken every so many steps.
///
/// - Source: Launay et al. 2019 ("Principled training of neural networks with direct feedback alignment"), Lillicrap et
///   al. 2016. Per sample, then the mean; other authors flatten the batch, which weighs samples by their norms.
package struct SignalAngle: StepReader {
  private let chain: OperationSequence
  /// g of each hidden block, first to last, in f32, copied out of the way of the rule that runs next.
  private let gradients: [Tensor]
  /// s of each hidden block in f32, once `reading` has been run.
  private let signals: [Tensor]
  private let reading: OperationSequence

  /// At all hidden blocks.
  package static func probe(in network: Network, every: Int) -> StepProbe {
    StepProbe(.signalAngle, at: Array(network.spec.hidden.indices), every: every, readsSignals: true) {
      try SignalAngle(over: $0)
    }
  }

  init(over pass: NetworkPass) throws {
    let device = pass.device
    let points = try pass.hidden.map { try $0.pointGradient() }
    gradients = try points.map { try Tensor($0.layout.kept(in: .f32), on: device) }
    signals = try points.map {
      $0.layout.precision == .f32 ? $0 : try Tensor($0.layout.kept(in: .f32), on: device)
    }
    reading = OperationSequence(
      try zip(points, signals).filter { $0 !== $1 }.map { try Reorder(from: $0, to: $1, on: device) })
    var operations: [any Operation] = []
    for index in pass.blocks.indices.dropFirst().reversed() {
      let (block, below) = (pass.blocks[index], pass.blocks[index - 1])
      if index == pass.blocks.count - 1 { operations += try block.backwardToMap() }
      operations.append(try block.transport(to: below, through: block.block.weight.value))
      operations += try below.backwardToMap()
      operations.append(try Reorder(from: points[index - 1], to: gradients[index - 1], on: device))
    }
    chain = OperationSequence(operations)
  }

  /// Runs backpropagation down to the first feedback point. It writes where a rule writes its own signals, so this
  /// comes before the rule's backward pass.
  package func prepare() throws { try chain.run() }

  package func read(into values: inout [Double]) throws {
    try reading.run()
    for (signal, gradient) in zip(signals, gradients) {
      // Smaller than any product of norms of a living signal, so that only a zero one counts as 90 degrees.
      values.append(Angle.degrees(ofCosine: Angle.meanCosine(ofRows: signal, and: gradient, floor: 1e-30)))
    }
  }
}

extension Measure {
  package static let signalAngle = Measure(
    "signal_angle", title: "Angle to backpropagation",
    summary: "between a block's learning signal and the one that backpropagation would send",
    unit: .named("degrees"), isPerLayer: true, cadence: .request, bounds: 0...180, better: .lower,
    drawing: Drawing(rank: 6, mark: 90, label: "signal to bp's"))
}
