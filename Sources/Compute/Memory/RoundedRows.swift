/// Writes bf16 copies of f32 weights a part at a time, in the two orders where a part lies in one piece in both.
///
/// In the same order, number for number; and as products of linear layers read their weights: of each block, two rows of
/// outputs at a time.
///
///     AB16b64a, f32:  a block is 16 inputs by W outputs       w[b · W + a]
///     AB8b64a2b, AB16b64a2b, bf16:                            t[(b / 2) · 2W + 2a + b % 2]
///
/// A block of the one lies where a block of the other does, so that any two rows are converted by themselves: what an
/// optimizer has just changed can be written while it is in the nearest cache.
///
/// (Stores past the caches would take 6 % off such a pass over 38 million weights, on two cores with AVX-512: less than a
/// hundredth of a step of the networks that have so many, and smaller ones read their weights from the caches.)
struct RoundedRows {
  private let source: UnsafePointer<Float>
  private let target: UnsafeMutablePointer<BFloat16>
  /// W, a multiple of 16; nil in the same order.
  private let pairWidth: Int?
  /// Numbers from one row of blocks to the next. The target's end in zeros where its blocks are longer.
  private let sourcePitch: Int
  private let targetPitch: Int

  /// - Returns: nil where the two lie in other orders.
  init?(from source: Tensor, to target: Tensor) {
    let (from, to) = (source.layout, target.layout)
    guard from.precision == .f32, to.precision == .bf16 else { return nil }
    self.source = UnsafePointer(source.elements.baseAddress!)
    self.target = target.start(of: BFloat16.self)
    if from.kept(in: .bf16) == to {
      (pairWidth, sourcePitch, targetPitch) = (nil, source.elements.count, source.elements.count)
      return
    }
    let (blocks, pairs) = (from.blocks, to.blocks)
    guard from.shape.count == 2, from.shape == to.shape,
      blocks.count == 2, blocks[0].axis == 1, blocks[1].axis == 0, blocks[1].size % Vector.scalarCount == 0,
      pairs.count == 3, pairs[0].axis == 1, pairs[1] == blocks[1], pairs[2] == (1, 2),
      blocks[0].size % 2 == 0, 2 * pairs[0].size % blocks[0].size == 0
    else { return nil }
    let (width, size) = (blocks[1].size, blocks[0].size)
    // Nothing but whole rows of blocks, one block behind the other.
    let pitch = (from.shape[1] + size - 1) / size * size * width
    guard from.strides == [pitch, size * width], to.strides[1] == 2 * pairs[0].size * width,
      to.strides[0] >= pitch
    else { return nil }
    (pairWidth, sourcePitch, targetPitch) = (width, pitch, to.strides[0])
  }

  /// - Parameter range: numbers of the source in physical order, of whole pairs of rows.
  func write(_ range: Range<Int>) {
    guard let pairWidth else {
      return round(source + range.lowerBound, to: target + range.lowerBound, count: range.count)
    }
    var start = range.lowerBound
    while start < range.upperBound {
      let (row, column) = start.quotientAndRemainder(dividingBy: sourcePitch)
      let end = min(range.upperBound, (row + 1) * sourcePitch)
      pair(source + start, to: target + row * targetPitch + column, count: end - start, width: pairWidth)
      start = end
    }
  }

  @inline(__always)
  private func round(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<BFloat16>, count: Int
  ) {
    let whole = count / Vector.scalarCount * Vector.scalarCount
    for i in stride(from: 0, to: whole, by: Vector.scalarCount) { target.store(source.vector(at: i), at: i) }
    for i in whole..<count { target[i] = BFloat16(source[i]) }
  }

  @inline(__always)
  private func pair(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<BFloat16>, count: Int, width: Int
  ) {
    for pair in stride(from: 0, to: count, by: 2 * width) {
      for output in stride(from: pair, to: pair + width, by: Vector.scalarCount) {
        BFloat16.store(
          pairs: source.vector(at: output), source.vector(at: output + width),
          to: UnsafeMutableRawPointer(target + 2 * output - pair))
      }
    }
  }
}
