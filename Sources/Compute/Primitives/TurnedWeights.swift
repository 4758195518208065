import COneDNN

/// A convolution's weights as its input's gradient sees them: turned by 180 degrees, outputs and channels exchanged.
///
///     T[c, o, u, v] = W[o, c, k − 1 − u, k − 1 − v]
final class TurnedWeights: Operation {
  /// T, (C, O, k, k) row-major, f32.
  let tensor: Tensor
  private let exchange: Reorder
  private let turning: ParallelLoop

  /// - Parameter weight: W, (O, C, k, k) in any layout.
  init(of weight: Tensor, on device: Device) throws {
    let shape = weight.layout.shape
    let (outputs, channels, places) = (shape[0], shape[1], shape[2] * shape[3])
    let tensor = try Tensor(shape: [channels, outputs, shape[2], shape[3]], on: device)
    self.tensor = tensor
    // The same memory with its first two axes exchanged.
    let view = Layout(shape, strides: [places, outputs * places, shape[3], 1])
    exchange = try Reorder(from: weight, to: tensor.viewed(as: view, on: device), on: device)
    // A window read backwards is a window turned by 180 degrees.
    turning = ParallelLoop(of: outputs * channels, grain: 1 << 10, threads: device.threads) { windows, _ in
      let elements = tensor.elements.baseAddress!
      for window in windows {
        var (first, last) = (window * places, (window + 1) * places - 1)
        while first < last {
          let value = elements[first]
          elements[first] = elements[last]
          elements[last] = value
          first += 1
          last -= 1
        }
      }
    }
  }

  func run() throws {
    try exchange.run()
    turning.run()
  }
}
