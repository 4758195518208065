/// Batch normalisation over ``Planes``: what its four operations share.
///
///     y = max(0, (x − μ) k + β)      k = γ / √(σ² + ε); without the maximum where no ReLU is fused
///
/// oneDNN's own kernels take 0.5 ms for a matrix of 64 x 1000, whose width is no multiple of 16, where these take 0.02; they cannot be joined with their neighbours; and they need a workspace for
/// the ReLU, whereas here what it cut off is computed again from x, by the same instructions, so bit for bit.
///
/// Sums are taken piece by piece in an order that does not depend on the number of threads.
final class PlaneNorm {
  let planes: Planes
  let threads: Int
  let fusesReLU: Bool
  let scale: Tensor
  let shift: Tensor
  /// μ, (C).
  let mean: Tensor
  /// σ², biased, (C).
  let variance: Tensor
  /// Two vectors per part and block.
  private let sums: Tensor
  /// μ, k and β of each block.
  private let coefficients: Tensor

  init(
    _ planes: Planes, fusesReLU: Bool, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor,
    on device: Device
  ) throws {
    self.planes = planes
    self.fusesReLU = fusesReLU
    self.scale = scale
    self.shift = shift
    self.mean = mean
    self.variance = variance
    threads = device.threads
    sums = try Tensor(shape: [planes.parts, planes.blocks, 2, Planes.lanes], on: device)
    coefficients = try Tensor(shape: [planes.blocks, 3, Planes.lanes], on: device)
  }

  /// Numbers that one statistic is taken over: N·H·W.
  var count: Double { Double(planes.samples * planes.positions) }

  /// The two vectors of a piece.
  func sums(_ part: Int, _ block: Int) -> UnsafeMutablePointer<Float> {
    sums.elements.baseAddress! + (part * planes.blocks + block) * 2 * Planes.lanes
  }

  /// Sets those of a piece to zero.
  func clearSums(_ part: Int, _ group: Int) {
    let blocks = planes.blocks(of: group)
    sums(part, blocks.lowerBound).update(repeating: 0, count: blocks.count * 2 * Planes.lanes)
  }

  /// Computes the factors from the parameters and statistics as they are now.
  func setFactors() {
    let (mean, variance) = (mean.elements, variance.elements)
    let (scale, shift) = (scale.elements, shift.elements)
    for block in 0..<planes.blocks {
      let to = coefficients.elements.baseAddress! + block * 3 * Planes.lanes
      let first = planes.firstChannel(of: block)
      for lane in 0..<Planes.lanes {
        let channel = first + lane
        to[lane] = mean[channel]
        to[Planes.lanes + lane] = scale[channel] / (variance[channel] + BatchNorm.epsilon).squareRoot()
        to[2 * Planes.lanes + lane] = shift[channel]
      }
    }
  }

  /// What two blocks of channels are normalised with.
  @inline(__always)
  func pair(_ blocks: BlockPair) -> NormPair {
    NormPair(first: row(blocks.first), second: row(blocks.second))
  }

  @inline(__always)
  private func row(_ block: Int) -> NormRow {
    let from = coefficients.elements.baseAddress! + block * 3 * Planes.lanes
    return NormRow(
      mean: from.vector(at: 0), factor: from.vector(at: Planes.lanes),
      shift: from.vector(at: 2 * Planes.lanes), floor: Vector(repeating: fusesReLU ? 0 : -.infinity))
  }

  /// What ``finishGradient(_:pieces:at:scaleGradient:shiftGradient:)`` left of two blocks.
  @inline(__always)
  func means(of blocks: BlockPair) -> (NormRow.Sums, NormRow.Sums) {
    (NormRow.Sums(sums(0, blocks.first)), NormRow.Sums(sums(0, blocks.second)))
  }

  /// Puts the sums of d and d (x − μ) of one block together, in double precision: writes ∂β and ∂γ, and leaves ∂β / M and
  /// ∂γ / (M √(σ² + ε)) in the place of part 0's sums.
  func finishGradient(
    _ block: Int, pieces: Int, at sumsOfPiece: (Int) -> UnsafeMutablePointer<Float>, scaleGradient: Tensor,
    shiftGradient: Tensor
  ) {
    for lane in 0..<Planes.lanes {
      var (plain, weighted) = (0.0, 0.0)
      for piece in 0..<pieces {
        plain += Double(sumsOfPiece(piece)[lane])
        weighted += Double(sumsOfPiece(piece)[Planes.lanes + lane])
      }
      let channel = planes.firstChannel(of: block) + lane
      let inverse = 1 / (Double(variance.elements[channel]) + Double(BatchNorm.epsilon)).squareRoot()
      shiftGradient.elements[channel] = Float(plain)
      scaleGradient.elements[channel] = Float(weighted * inverse)
      let means = sums(0, block)
      means[lane] = Float(plain / count)
      means[Planes.lanes + lane] = Float(weighted * inverse * inverse / count)
    }
  }
}

/// y from x, with the statistics that are there.
final class NormApplication: ElementwisePlaneOperation {
  private let norm: PlaneNorm
  private let input: Tensor
  private let output: Tensor

  init(_ norm: PlaneNorm, from input: Tensor, to output: Tensor) {
    self.norm = norm
    self.input = input
    self.output = output
  }

  var planes: Planes { norm.planes }
  var threads: Int { norm.threads }
  var precision: Precision { input.precision }
  /// The statistics are those of all samples.
  var isLocal: Bool { false }

  func prepare() { norm.setFactors() }

  func run<E: Element>(_ part: Int, _ group: Int, _ element: E.Type) {
    let (x, y) = (UnsafePointer(input.start(of: E.self)), output.start(of: E.self))
    let norm = norm
    planes.forEachPair(part, group) { blocks, columns in
      norm.pair(blocks).normalise(x, columns, into: y)
    }
  }
}
