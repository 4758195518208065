import Compute
import Formats

/// torchvision's AlexNet of one tower, with batch norm, for 224x224 pictures: 64-192-384-256-256 channels, linear
/// 4096-4096. Dropout behind the last pooling and behind fc1 only: torchvision has it in front of its first two linear
/// layers.
///
/// - Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", arXiv:1404.5997, as in
///   torchvision; batch norm as the paper adds it.
package struct AlexNet: Architecture {
  package static let name = "alexnet"
  package static let summary = "torchvision's AlexNet of one tower with batch norm, on 224x224 pictures"

  /// Part of the numbers that is dropped.
  package var dropout = 0.5
  /// Whether there is a batch norm behind the hidden linear layers too.
  package var fcNorm = true

  package init(_ options: ConfigReader) {
    dropout = options.dropout()
    fcNorm = options.fcNorm()
  }

  package var label: String { label(dropout == 0.5 ? nil : "dropout\(dropout)", fcNorm ? nil : "no-fc-norm") }

  /// The signal is injected behind pooling and dropout, and pictures are cut to 224x224, as in the author's code (spec
  /// 1.6; 1.7, row 21).
  package var usual: UsualTraining {
    UsualTraining(
      injection: .block_output,
      transforms: (
        train: [["name": "random_resized_crop", "size": 224], "horizontal_flip"],
        test: [["name": "resize", "size": 256], ["name": "center_crop", "size": 224]]
      ), picture: [3, 224, 224], classes: 100, batchSize: 32, weightDecay: 1e-4)
  }

  package func blocks(input: [Int], classes: Int) -> [BlockSpec] {
    let pool = Window(3, stride: 2)
    return [
      .convolution("conv1", 64, Window(11, stride: 4, padding: 2), pool: pool),
      .convolution("conv2", 192, Window(5, padding: 2), pool: pool),
      .convolution("conv3", 384, Window(3, padding: 1)),
      .convolution("conv4", 256, Window(3, padding: 1)),
      .convolution("conv5", 256, Window(3, padding: 1), pool: pool, dropout: dropout),
      .linear("fc1", 4096, norm: fcNorm, dropout: dropout),
      .linear("fc2", 4096, norm: fcNorm),
      .output("fc3", classes),
    ]
  }
}
