import Compute
import Formats

/// AlexNet's channels with 3x3 windows throughout, for 32x32 pictures: 32x32, 15x15, 7x7, 3x3; and narrower linear layers.
/// Not comparable with the paper.
package struct AlexNet32: Architecture {
  package static let name = "alexnet-32"
  package static let summary =
    "AlexNet's channels with 3x3 windows on 32x32 pictures; not comparable with the paper"

  /// Units of the linear layers.
  package var width = 1024
  /// Part of the numbers that is dropped.
  package var dropout = 0.5
  /// Whether there is a batch norm behind the hidden linear layers too.
  package var fcNorm = true

  package init(_ options: ConfigReader) {
    width = options.width(standard: width, "units of the linear layers")
    dropout = options.dropout()
    fcNorm = options.fcNorm()
  }

  package var label: String {
    label(
      width == 1024 ? nil : "\(width)", dropout == 0.5 ? nil : "dropout\(dropout)",
      fcNorm ? nil : "no-fc-norm")
  }

  package var usual: UsualTraining { UsualTraining(injection: .block_output) }

  package func blocks(input: [Int], classes: Int) -> [BlockSpec] {
    let (window, pool) = (Window(3, padding: 1), Window(3, stride: 2))
    return [
      .convolution("conv1", 64, window, pool: pool),
      .convolution("conv2", 192, window, pool: pool),
      .convolution("conv3", 384, window),
      .convolution("conv4", 256, window),
      .convolution("conv5", 256, window, pool: pool, dropout: dropout),
      .linear("fc1", width, norm: fcNorm, dropout: dropout),
      .linear("fc2", width, norm: fcNorm),
      .output("fc3", classes),
    ]
  }
}
