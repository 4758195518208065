import Compute

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
