import Compute

/// A network's structure, without any numbers in it.
package struct NetworkSpec: Sendable, Equatable {
  /// Shape of one sample: (C, H, W).
  package var input: [Int]
  /// First to last; the last one is the output block and gives one logit per class.
  package var blocks: [BlockSpec]

  /// - Precondition: at least one block.
  package init(input: [Int], blocks: [BlockSpec]) {
    precondition(!blocks.isEmpty, "a network needs at least an output block")
    self.input = input
    self.blocks = blocks
  }

  /// Logits.
  package var classes: Int {
    switch blocks[blocks.count - 1].layer {
    case .linear(let outputs), .convolution(let outputs, _): outputs
    }
  }

  /// Blocks that have a feedback point: all but the output block.
  package var hidden: ArraySlice<BlockSpec> { blocks.dropLast() }

  /// Shape of one sample as the first block reads it.
  var inputShape: [Int] { blocks[0].isConvolution ? input : [input.reduce(1, *)] }
}

extension NetworkSpec {
  /// Infers every block's output shape, and by that finds out whether the network is possible at all.
  ///
  /// - Parameter classes: logits that the dataset asks for.
  /// - Returns: (C, H, W) or (units) of one sample, one for each block.
  /// - Throws: ``NetworkError`` for the first block that cannot work.
  @discardableResult
  package func shapes(classes: Int) throws(NetworkError) -> [[Int]] {
    var shapes: [[Int]] = []
    var names: Set<String> = []
    var shape = input
    for block in blocks {
      guard names.insert(block.name).inserted else { throw .duplicateName(block.name) }
      shape = try block.shapes(from: shape).last ?? shape
      shapes.append(shape)
    }
    let last = blocks[blocks.count - 1]
    guard case .linear(classes) = last.layer, last.stages.isEmpty else {
      throw .badOutput(block: last.name, classes: classes)
    }
    return shapes
  }

  /// The blocks whose batch norm finds one value of each channel in a sample. Over a batch of one sample their variance
  /// is 0, whatever the sample is.
  ///
  /// - Throws: as ``shapes(classes:)``.
  package func blocksWithNormsOfOneValue() throws(NetworkError) -> [String] {
    var names: [String] = []
    var shape = input
    for block in blocks {
      let shapes = try block.shapes(from: shape)
      // In front of the stage with this index.
      if let norm = block.stages.firstIndex(of: .batchNorm), shapes[norm].dropFirst().allSatisfy({ $0 == 1 })
      {
        names.append(block.name)
      }
      shape = shapes.last ?? shape
    }
    return names
  }
}

extension BlockSpec {
  /// - Parameter input: (C, H, W) or (units) of one sample.
  /// - Returns: the same of what comes out of the layer, then of each stage.
  fileprivate func shapes(from input: [Int]) throws(NetworkError) -> [[Int]] {
    guard stages.count(where: { $0 == .batchNorm }) <= 1 else { throw .twoNorms(block: name) }
    var shape: [Int]
    switch layer {
    case .linear(let outputs): shape = [outputs]
    case .convolution(let outputs, let window):
      shape = [outputs] + (try places(of: window, over: input, for: "a convolution"))
    }
    var shapes = [shape]
    for stage in stages {
      if case .pooling(_, let window) = stage {
        guard window.padding < window.kernel else {
          throw .paddedTooFar(block: name, kernel: window.kernel, padding: window.padding)
        }
        shape = [shape[0]] + (try places(of: window, over: shape, for: "pooling"))
      }
      shapes.append(shape)
    }
    return shapes
  }

  private func places(
    of window: Window, over shape: [Int], for purpose: String
  ) throws(NetworkError) -> [Int] {
    guard shape.count == 3 else { throw .noPicture(block: name, purpose: purpose, found: shape) }
    guard let height = window.places(along: shape[1]), let width = window.places(along: shape[2]) else {
      throw .windowTooLarge(block: name, purpose: purpose, window: window, found: shape)
    }
    return [height, width]
  }
}

/// Why a network is impossible. Each case names the block and the shapes.
package enum NetworkError: Error, Equatable, CustomStringConvertible {
  case noPicture(block: String, purpose: String, found: [Int])
  case windowTooLarge(block: String, purpose: String, window: Window, found: [Int])
  case paddedTooFar(block: String, kernel: Int, padding: Int)
  case twoNorms(block: String)
  case duplicateName(String)
  case badOutput(block: String, classes: Int)

  package var description: String {
    switch self {
    case .noPicture(let block, let purpose, let found):
      return
        "\(block): \(purpose) needs a picture (C, H, W), but what comes in is \(Self.text(found)); put it"
        + " before the first linear layer"
    case .windowTooLarge(let block, let purpose, let window, let found):
      let side = min(found[1], found[2]) + 2 * window.padding
      return "\(block): \(purpose) with kernel \(window.kernel) does not fit into \(Self.text(found))"
        + (window.padding > 0 ? " with padding \(window.padding)" : "")
        + "; the kernel can be at most \(side) here, or the pictures must be larger (\"transforms\": resize)"
    case .paddedTooFar(let block, let kernel, let padding):
      return "\(block): pooling with kernel \(kernel) takes a padding below \(kernel), found \(padding)"
    case .twoNorms(let block): return "\(block): one batch norm at most in a block, found 2"
    case .duplicateName(let name): return "\(name): two blocks have this name; give each its own"
    case .badOutput(let block, let classes):
      return "\(block): the last block must be linear with \(classes) outputs, one for each class of the"
        + " dataset, and nothing behind it; the loss brings its own softmax or sigmoid"
    }
  }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "x") }
}
