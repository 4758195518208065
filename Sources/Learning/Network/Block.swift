import Compute

/// One block's parameters. They do not depend on the batch size; what does is in ``BlockPass``.
package final class Block {
  package let spec: BlockSpec
  /// W, (out, in) or (out, in, k, k), in the order that oneDNN's products want.
  package let weight: Parameter
  /// b, (out).
  package let bias: Parameter
  package let norm: NormParameters?
  /// This block's dropout masks, shared by its passes of every batch size.
  let dropout: RandomStream
  /// Of what the products read, and of what they write: the output block's logits are f32.
  let precision: Precision
  let outputPrecision: Precision

  /// - Parameters:
  ///   - input: layout of this block's input in a training batch, which decides the layout of the weights.
  ///   - seed: the run's.
  ///   - index: the block's number, which names its random streams.
  ///   - precision: of what the products read.
  ///   - isOutput: whether the block gives the logits.
  init(
    _ spec: BlockSpec, input: Layout, precision: Precision, isOutput: Bool, seed: UInt64, index: Int,
    on device: Device
  ) throws {
    self.spec = spec
    self.precision = precision
    outputPrecision = isOutput ? .f32 : precision
    let map = try spec.linearMap(
      input: input, precision: precision, outputPrecision: outputPrecision, weightLayout: nil, on: device)
    let shape = map.weightLayout.shape
    let units = shape[0]
    let fanIn = shape.dropFirst().reduce(1, *)
    weight = try Parameter(
      "\(spec.name).weight", shape: spec.isConvolution ? shape : [units, fanIn], layout: map.weightLayout,
      on: device)
    bias = try Parameter("\(spec.name).bias", layout: Layout([units]), on: device)
    norm = spec.hasNorm ? try NormParameters(block: spec.name, channels: units, on: device) : nil
    dropout = RandomStream(seed: seed, purpose: .dropout, index: UInt32(index))

    // PyTorch's default: both W and b from U(±1/√fan_in). The weights come first, then the biases.
    var stream = RandomStream(seed: seed, purpose: .forwardWeights, index: UInt32(index))
    let bound = 1 / Float(fanIn).squareRoot()
    for parameter in [weight, bias] {
      try parameter.value.fill(on: device) { values in
        for index in values.indices { values[index] = stream.uniform(-bound, bound) }
      }
    }
  }

  /// Numbers that one output is a sum over.
  package var fanIn: Int { weight.shape.dropFirst().reduce(1, *) }

  /// Of W, and of a feedback matrix of its shape.
  var fans: Initializer.Fans {
    .init(fanIn: fanIn, fanOut: weight.value.layout.count / weight.shape[1])
  }

  /// Everything that the forward optimizer updates, in a fixed order.
  package var parameters: [Parameter] {
    [weight, bias] + (norm.map { [$0.scale, $0.shift] } ?? [])
  }
}

extension BlockSpec {
  /// The products of this block's parameter layer.
  ///
  /// - Parameter weightLayout: where the weights lie, or nil to let oneDNN choose.
  func linearMap(
    input: Layout, precision: Precision, outputPrecision: Precision, weightLayout: Layout?,
    on device: Device
  ) throws -> any LinearMap {
    switch layer {
    case .linear(let outputs):
      try PictureProduct(
        input: input, outputs: outputs, precision: precision, outputPrecision: outputPrecision,
        weightLayout: weightLayout, on: device)
        ?? InnerProduct(
          input: input, outputs: outputs, precision: precision, outputPrecision: outputPrecision,
          weightLayout: weightLayout, on: device)
    case .convolution(let outputs, let window):
      try Convolution(
        input: input, outputs: outputs, window: window, precision: precision,
        outputPrecision: outputPrecision, weightLayout: weightLayout, on: device)
    }
  }
}
