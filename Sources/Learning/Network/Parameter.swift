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
    value = try Tensor(layout, on: device)
    self.gradient = try gradient ?? Tensor(layout, on: device)
    precondition(self.gradient.layout == layout, "\(name): a gradient in another layout")
  }

  /// The value as a checkpoint holds it.
  package var named: NamedTensor { NamedTensor(name, shape: shape, value) }
}
