import Compute

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
