import Formats

/// The network of a job: one of the known architectures with its options.
package struct NetworkConfig: Sendable, Equatable {
  /// Those that a config can name.
  package static let architectures: [any Architecture.Type] = [
    FC5.self, Conv2.self, AlexNet.self, AlexNet32.self, BlockList.self,
  ]

  package let architecture: any Architecture

  package init(_ architecture: any Architecture) { self.architecture = architecture }

  package static func == (one: NetworkConfig, other: NetworkConfig) -> Bool {
    one.architecture.isSame(as: other.architecture)
  }

  /// Declares the key `network`; a list of blocks is implied by an object with that key.
  package static func read(_ config: ConfigReader) -> NetworkConfig {
    config.named(
      "network", of: architectures.map { $0.name }, implied: BlockList.name,
      "the architecture: a name, one with options, or {\"blocks\": [...]} of your own"
    ) { name, options in
      let architecture = architectures.first { $0.name == name } ?? FC5.self
      options.summary = architecture.summary
      return NetworkConfig(architecture.init(options))
    }
  }

  /// - Parameters: as for ``Architecture/blocks(input:classes:)``.
  package func spec(input: [Int], classes: Int) -> NetworkSpec {
    NetworkSpec(input: input, blocks: architecture.blocks(input: input, classes: classes))
  }
}
