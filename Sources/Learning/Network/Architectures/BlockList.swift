import Formats

/// Blocks that the config lists.
package struct BlockList: Architecture {
  package static let name = "blocks"
  package static let summary = "any other network, block by block"

  package var blocks: [BlockSpec]

  package init(_ blocks: [BlockSpec]) { self.blocks = blocks }

  package init(_ options: ConfigReader) { blocks = BlockSpec.readList(options) }

  /// `conv32k3-fc10`, of any length.
  package var label: String { blocks.map(\.label).joined(separator: "-") }

  package var usual: UsualTraining { UsualTraining() }

  package func blocks(input: [Int], classes: Int) -> [BlockSpec] { blocks }
}
