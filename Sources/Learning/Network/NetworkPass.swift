import Compute

/// A network unrolled for batches of one size: the tensors between its blocks and the operations over them.
package final class NetworkPass {
  package enum Mode: Hashable, Sendable {
    /// Batch statistics, dropout, a way back.
    case training
    /// Running statistics, nothing kept.
    case evaluation
  }

  package let batchSize: Int
  package let mode: Mode
  package let device: Device
  /// X, (N, ...) row-major: written by the caller before `forward()`.
  package let input: Tensor
  /// One class per sample, 0..<classes: written by the caller.
  package var labels: [Int32]
  package let blocks: [BlockPass]
  /// From `input` to what the first block reads: pictures channels last, in the network's precision. Nil where that is the
  /// same.
  private let entry: Reorder?
  private let number = StepNumber()
  /// By the number of the block, made when a rule asks for them.
  private var images: [Int: Tensor] = [:]

  /// The number of the training step under way, which the dropout layers read.
  private final class StepNumber {
    var step = 0
  }

  /// - Parameters:
  ///   - precision: in which the first block reads its input.
  ///   - blocks: makes the network's block of that number when its input's layout is known, or hands out the
  ///     one that there is.
  init(
    _ spec: NetworkSpec, batchSize: Int, injection: FeedbackConfig.Injection, mode: Mode,
    precision: Precision,
    on device: Device, blocks block: (Int, Layout) throws -> Block
  ) throws {
    self.batchSize = batchSize
    self.mode = mode
    self.device = device
    input = try Tensor(shape: [batchSize] + spec.inputShape, on: device)
    labels = Array(repeating: 0, count: batchSize)
    let first: Tensor
    (first, entry) = try Self.entry(from: input, of: spec, in: precision, on: device)
    var passes: [BlockPass] = []
    for index in spec.blocks.indices {
      let input = passes.last?.output ?? first
      passes.append(
        try BlockPass(
          block(index, input.layout), input: input, injection: injection, mode: mode,
          step: { [number] in number.step }, on: device))
    }
    blocks = passes
  }

  /// What the first block reads, and how it gets there. Pictures of one channel lie channels last as they are.
  private static func entry(
    from input: Tensor, of spec: NetworkSpec, in precision: Precision, on device: Device
  ) throws -> (Tensor, Reorder?) {
    let shape = input.layout.shape
    let arePictures = spec.blocks.first?.isConvolution == true
    let layout = (arePictures ? Layout.channelsLast(shape) : Layout(shape)).kept(in: precision)
    if precision == .f32, !arePictures || shape[1] == 1 {
      return (arePictures ? try input.viewed(as: layout, on: device) : input, nil)
    }
    let first = try Tensor(layout, on: device)
    return (first, try Reorder(from: input, to: first, on: device))
  }

  /// Blocks with a feedback point.
  package var hidden: ArraySlice<BlockPass> { blocks.dropLast() }
  package var output: BlockPass { blocks[blocks.count - 1] }
  /// h_k, (N, C): the output block's result, bias included, before the softmax.
  package var logits: Tensor { output.point }
  /// δ_k = ∂loss/∂logits, (N, C): written by the loss, read by every learning rule.
  package func outputError() throws -> Tensor { try output.pointGradient() }

  /// q = a Bᵀ, (N, C), the feedback at a block read as a forward map: written by the backward pass of rules with direct
  /// feedback, where the alignment angle is measured.
  func feedbackImage(at block: Int) throws -> Tensor {
    if let known = images[block] { return known }
    let made = try Tensor(shape: logits.layout.shape, on: device)
    images[block] = made
    return made
  }

  /// Copies a batch in.
  ///
  /// - Precondition: `pixels` holds N samples and `labels` N classes.
  package func load(pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>) {
    precondition(
      pixels.count == input.elements.count && labels.count == batchSize,
      "a batch of \(batchSize) needs \(input.elements.count) numbers, got \(pixels.count) with \(labels.count) labels"
    )
    _ = input.elements.update(fromContentsOf: pixels)
    for (index, label) in labels.enumerated() { self.labels[index] = label }
  }

  package var products: [Product] { blocks.flatMap(\.forward.products) }

  /// Runs all blocks on `input`.
  ///
  /// - Parameter step: number of the training step, from 1: the dropout masks are a function of it.
  package func forward(step: Int = 0) throws {
    number.step = step
    try entry?.run()
    for block in blocks { try block.forward.run() }
  }
}
