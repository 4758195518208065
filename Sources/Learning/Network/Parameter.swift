import Compute

/// A tensor that learns, with its gradient. Both lie in the same physical order, so an optimizer can go over them
/// element by element without knowing it.
package final class Parameter {
  /// As in checkpoints: `fc1.weight`, `fc1.norm.bias`, `fc1.feedback`.
  package let name: String
  package let value: Tensor
  package let gradient: Tensor

  package init(_ name: String, layout: Layout, on device: Device) throws {
    self.name = name
    value = try Tensor(layout, on: device)
    gradient = try Tensor(layout, on: device)
  }
}
