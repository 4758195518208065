import Compute

/// One block's parameters. They do not depend on the batch size; what does is in ``BlockPass``.
package final class Block {
  package let spec: BlockSpec
  /// W, (out, in) in the order that oneDNN's products want.
  package let weight: Parameter
  /// b, (out).
  package let bias: Parameter
  package let norm: NormParameters?

  /// - Parameters:
  ///   - input: layout of this block's input in a training batch, which decides the layout of the weights.
  ///   - stream: numbers for this block's initial weights.
  init(_ spec: BlockSpec, input: Layout, stream: RandomStream, on device: Device) throws {
    self.spec = spec
    switch spec.layer {
    case .linear(let outputs):
      let product = try InnerProduct(input: input, outputs: outputs, on: device)
      weight = try Parameter("\(spec.name).weight", layout: product.weightLayout, on: device)
      bias = try Parameter("\(spec.name).bias", layout: Layout([outputs]), on: device)
    }
    let units = bias.value.layout.count
    norm = spec.norm ? try NormParameters(block: spec.name, channels: units, on: device) : nil

    // PyTorch's default: both W and b from U(±1/√fan_in). The weights come first, then the biases.
    var stream = stream
    let bound = 1 / Float(weight.value.layout.count / units).squareRoot()
    try weight.value.assign(
      (0..<weight.value.layout.count).map { _ in stream.uniform(-bound, bound) }, on: device)
    try bias.value.assign((0..<units).map { _ in stream.uniform(-bound, bound) }, on: device)
  }

  /// Everything that the forward optimizer updates, in a fixed order.
  package var parameters: [Parameter] {
    [weight, bias] + (norm.map { [$0.scale, $0.shift] } ?? [])
  }
}

/// A batch normalisation's parameters and running statistics, each (C).
package final class NormParameters {
  /// γ, ones at first.
  package let scale: Parameter
  /// β, zeros at first.
  package let shift: Parameter
  package let runningMean: Tensor
  /// Of the unbiased variance, as PyTorch keeps it; ones at first.
  package let runningVariance: Tensor

  init(block: String, channels: Int, on device: Device) throws {
    scale = try Parameter("\(block).norm.weight", layout: Layout([channels]), on: device)
    shift = try Parameter("\(block).norm.bias", layout: Layout([channels]), on: device)
    runningMean = try Tensor(shape: [channels], on: device)
    runningVariance = try Tensor(shape: [channels], on: device)
    scale.value.elements.update(repeating: 1)
    runningVariance.elements.update(repeating: 1)
  }
}
