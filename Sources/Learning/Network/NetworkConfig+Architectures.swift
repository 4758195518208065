import Compute

/// The paper's networks.
extension NetworkConfig {
  /// Table 3: conv 32 3x3, conv 32 3x3, max pool 2x2, linear 128, linear C; batch norm and ReLU behind each but the
  /// last.
  ///
  /// Paper: padding 1 everywhere, and 6272 inputs of the linear layer, which fit each other only on 28x28 pictures. Here:
  /// padding 0 on 32x32 ones, as in the author's code, so that there are 6272 inputs in both cases (spec 1.7, row 1).
  static func conv2(padding: Int?, fcNorm: Bool, input: [Int], classes: Int) -> [BlockSpec] {
    let window = Window(3, padding: padding ?? (input.dropFirst() == [32, 32] ? 0 : 1))
    return [
      convolution("conv1", 32, window),
      convolution("conv2", 32, window, pool: Window(2, stride: 2)),
      linear("fc1", 128, norm: fcNorm),
      output("fc2", classes),
    ]
  }

  /// 64-192-384-256-256 channels, linear 4096-4096. Dropout behind the last pooling and behind fc1 only: torchvision
  /// has it in front of its first two linear layers.
  ///
  /// - Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", arXiv:1404.5997, as in
  ///   torchvision; batch norm as the paper adds it.
  static func alexnet(dropout: Double, fcNorm: Bool, classes: Int) -> [BlockSpec] {
    let pool = Window(3, stride: 2)
    return [
      convolution("conv1", 64, Window(11, stride: 4, padding: 2), pool: pool),
      convolution("conv2", 192, Window(5, padding: 2), pool: pool),
      convolution("conv3", 384, Window(3, padding: 1)),
      convolution("conv4", 256, Window(3, padding: 1)),
      convolution("conv5", 256, Window(3, padding: 1), pool: pool, dropout: dropout),
      linear("fc1", 4096, norm: fcNorm, dropout: dropout),
      linear("fc2", 4096, norm: fcNorm),
      output("fc3", classes),
    ]
  }

  /// The same channels with 3x3 windows throughout: 32x32, 15x15, 7x7, 3x3.
  static func alexnet32(width: Int, dropout: Double, fcNorm: Bool, classes: Int) -> [BlockSpec] {
    let (window, pool) = (Window(3, padding: 1), Window(3, stride: 2))
    return [
      convolution("conv1", 64, window, pool: pool),
      convolution("conv2", 192, window, pool: pool),
      convolution("conv3", 384, window),
      convolution("conv4", 256, window),
      convolution("conv5", 256, window, pool: pool, dropout: dropout),
      linear("fc1", width, norm: fcNorm, dropout: dropout),
      linear("fc2", width, norm: fcNorm),
      output("fc3", classes),
    ]
  }
}
