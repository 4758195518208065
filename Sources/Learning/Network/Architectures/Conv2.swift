import Compute
import Formats

/// Two 3x3 convolutions of 32 channels, a 2x2 max pooling, linear 128, linear C; batch norm and ReLU behind each but the
/// last: the paper's Table 3.
///
/// Paper: padding 1 everywhere, and 6272 inputs of the linear layer, which fit each other only on 28x28 pictures. Here:
/// padding 0 on 32x32 ones, as in the author's code, so that there are 6272 inputs in both cases (spec 1.7, row 1).
package struct Conv2: Architecture {
  package static let name = "conv2"
  package static let summary = "two 3x3 convolutions, a pooling and 128 units: the paper's Table 3"

  /// Of both convolutions; nil for the one that fits the pictures.
  package var padding: Int?
  /// Whether there is a batch norm behind the hidden linear layer too.
  package var fcNorm = true

  package init(_ options: ConfigReader) {
    padding = options.optionalInteger(
      "padding", in: 0...1, "padding of both convolutions; 0 on 32x32 pictures and 1 on others if left out")
    fcNorm = options.fcNorm()
  }

  package var label: String { label(padding.map { "padding\($0)" }, fcNorm ? nil : "no-fc-norm") }

  package var usual: UsualTraining { UsualTraining() }

  package func blocks(input: [Int], classes: Int) -> [BlockSpec] {
    let window = Window(3, padding: padding ?? (input.dropFirst() == [32, 32] ? 0 : 1))
    return [
      .convolution("conv1", 32, window),
      .convolution("conv2", 32, window, pool: Window(2, stride: 2)),
      .linear("fc1", 128, norm: fcNorm),
      .output("fc2", classes),
    ]
  }
}
