import Formats

/// 784-4x512-10 on MNIST: batch norm and ReLU after each hidden layer.
///
/// Paper: Figure 2's network, whose widths are not printed. Here: 512 (spec 1.7, row 32).
package struct FC5: Architecture {
  package static let name = "fc5"
  package static let summary = "four hidden linear layers with batch norm and ReLU: the paper's Figure 2"

  /// Units of each hidden layer.
  package var width = 512

  package init(width: Int = 512) { self.width = width }

  package init(_ options: ConfigReader) {
    width = options.width(standard: width, "units of each hidden layer")
  }

  package var label: String { label(width == FC5().width ? nil : "\(width)") }

  package var usual: UsualTraining { UsualTraining(picture: [1, 28, 28]) }

  package func blocks(input: [Int], classes: Int) -> [BlockSpec] {
    (1...4).map { .linear("fc\($0)", width, norm: true) } + [.output("fc5", classes)]
  }
}
