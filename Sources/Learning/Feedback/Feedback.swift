import Compute

/// The feedback matrices of a run.
package final class Feedback {
  package let kind: FeedbackKind
  package let config: FeedbackConfig
  /// B by the number of its block; nil where a block has none. Direct: on the hidden blocks, for the signal into the
  /// block. Of W's shape: on all blocks but the first, for the way from this block down to the one before.
  ///
  /// A direct matrix is laid out like its block's activations with C rows, so that its columns are in their physical
  /// order and the signal is written in place by one product, whatever layout the block works in.
  package let matrices: [Parameter?]
  /// What the feedback optimizer updates.
  package let learned: [Parameter]
  /// |M| of each matrix that is made of signs, in the layout of its weight.
  package let magnitudes: [Tensor?]
  /// 1 where a sparse matrix may be different from zero; nil for a dense one.
  let masks: [Tensor?]
  /// Whether magnitudes that belong to one batch are drawn; false where they are assigned, to compare with other
  /// programs.
  package var redraws = true
  let seed: UInt64

  /// - Parameters:
  ///   - pass: the pass for training batches, for the layouts of the feedback points.
  ///   - seed: the run's seed; block i draws its matrix from stream i of `.feedbackWeights`.
  /// - Precondition: the config fits the network: see ``Feedback/problem(with:kind:network:)``.
  package init(
    _ kind: FeedbackKind, config: FeedbackConfig, network: Network, pass: NetworkPass, seed: UInt64
  ) throws {
    self.kind = kind
    self.config = config
    self.seed = seed
    let spec = network.spec
    let isPoint = spec.hidden.map { config.points?.contains($0.name) ?? true } + [false]
    var matrices: [Parameter?] = []
    var magnitudes: [Tensor?] = []
    var masks: [Tensor?] = []
    for (index, block) in network.blocks.enumerated() {
      let draw = Draw(
        block: block, point: pass.blocks[index].pointLayout, classes: spec.classes, config: config,
        stream: RandomStream(seed: seed, purpose: .feedbackWeights, index: UInt32(index)))
      // The way down from this block ends in the one before it.
      let endsInPoint = index > 0 && isPoint[index - 1]
      var (matrix, magnitude, mask): (Parameter?, Tensor?, Tensor?)
      switch kind {
      case .direct where isPoint[index]:
        matrix = try draw.direct(on: pass.device)
        mask = try draw.mask(
          RandomStream(seed: seed, purpose: .feedbackSparsity, index: UInt32(index)), on: pass.device)
      case .serial(let learns) where endsInPoint:
        matrix = try draw.serial(learns: learns, on: pass.device)
      case .signs(let source) where endsInPoint:
        matrix = try draw.blank(on: pass.device)
        magnitude = try draw.magnitude(source, on: pass.device)
      default: break
      }
      if let matrix, let mask { Self.multiply(matrix.value, by: mask) }
      matrices.append(matrix)
      magnitudes.append(magnitude)
      masks.append(mask)
    }
    self.matrices = matrices
    learned = kind.learns ? matrices.compactMap { $0 } : []
    self.magnitudes = magnitudes
    self.masks = masks
  }

  /// What a checkpoint holds of it. Matrices made of signs are functions of the weights and of the seed.
  package var tensors: [NamedTensor] {
    if case .signs = kind { return [] }
    return matrices.compactMap { $0?.named }
  }

  static func multiply(_ tensor: Tensor, by mask: Tensor) {
    let (values, mask) = (tensor.elements, mask.elements)
    for index in values.indices { values[index] *= mask[index] }
  }
}
