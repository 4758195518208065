import Compute

/// A tensor that learns, with its gradient. Both lie in the same physical order, so an optimizer can go over them
/// element by element without knowing it.
package final class Parameter {
  /// As in checkpoints: `fc1.weight`, `fc1.norm.bias`, `fc1.feedback`.
  package let name: String
  /// As saved; see ``NamedTensor/shape``.
  package let shape: [Int]
  package let value: Tensor
  package let gradient: Tensor

  /// - Parameters:
  ///   - shape: as saved; nil for that of `layout`.
  ///   - gradient: somebody else's gradient, in the same layout, if this parameter learns by that; nil for one of
  ///     its own.
  package init(
    _ name: String, shape: [Int]? = nil, layout: Layout, sharing gradient: Tensor? = nil, on device: Device
  ) throws {
    self.name = name
    self.shape = shape ?? layout.shape
    value = try Tensor(learning: layout, on: device)
    self.gradient = try gradient ?? Tensor(layout, on: device)
    precondition(self.gradient.layout == layout, "\(name): a gradient in another layout")
  }

  /// The value as a checkpoint holds it.
  package var named: NamedTensor { NamedTensor(name, shape: shape, value) }
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

/// A tensor as checkpoints hold it: by name, row-major, in the shape that PyTorch would give it.
package struct NamedTensor {
  /// `fc1.weight`, `conv1.norm.running_mean`, `optimizer/fc1.weight/velocity`.
  package let name: String
  /// As saved. A linear layer behind a convolution works on (out, C, H, W) and is saved as (out, C·H·W): the same
  /// numbers in the same order.
  package let shape: [Int]
  package let tensor: Tensor

  /// - Precondition: `shape` has as many elements as the tensor.
  package init(_ name: String, shape: [Int], _ tensor: Tensor) {
    precondition(
      shape.reduce(1, *) == tensor.layout.count, "\(name): \(shape) does not hold \(tensor.layout.shape)")
    self.name = name
    self.shape = shape
    self.tensor = tensor
  }

  /// The numbers in row-major order. Allocates.
  package func values(on device: Device) throws -> [Float] { try tensor.values(on: device) }

  /// - Precondition: `values` has as many numbers as `shape`.
  package func assign(_ values: [Float], on device: Device) throws { try tensor.assign(values, on: device) }
}
