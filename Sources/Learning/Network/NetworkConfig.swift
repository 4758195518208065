import Compute

/// The network of a job: one of the known architectures, with its options.
package struct NetworkConfig: Sendable, Equatable {
  /// The architectures by the names that people type.
  package enum Architecture: String, Sendable, CaseIterable {
    /// 784-4x512-10 on MNIST: batch norm and ReLU after each hidden layer.
    ///
    /// Paper: Figure 2's network, whose widths are not printed. Here: 512 (spec 1.7, row 32).
    case fc5
  }

  package static let defaultWidth = 512

  package var architecture: Architecture
  /// Units of each hidden layer, 1 to 16384.
  package var width: Int

  package init(_ architecture: Architecture, width: Int = defaultWidth) {
    self.architecture = architecture
    self.width = width
  }

  /// - Parameters:
  ///   - input: (C, H, W) of the dataset.
  ///   - classes: number of labels, at least 2.
  package func spec(input: [Int], classes: Int) -> NetworkSpec {
    switch architecture {
    case .fc5:
      let hidden = (1...4).map {
        BlockSpec(name: "fc\($0)", layer: .linear(outputs: width), norm: true, activation: .relu)
      }
      let output = BlockSpec(name: "fc5", layer: .linear(outputs: classes), norm: false, activation: nil)
      return NetworkSpec(input: input, blocks: hidden + [output])
    }
  }
}
