/// A tensor seen as planes of sixteen channels: for one sample and one block of channels, a vector per position.
///
/// It fits (N, C, H, W) channels last, and (N, C) row-major, which is a picture of one position; both with at least 16
/// channels. Where C is no multiple of 16 the last block overlaps the one before: what is computed there twice comes out
/// the same twice.
struct Planes: Equatable {
  static let lanes = Vector.scalarCount

  /// N
  let samples: Int
  /// C, which is also the distance between two positions.
  let channels: Int
  /// Blocks of 16 channels.
  let blocks: Int
  /// H·W, or 1.
  let positions: Int

  /// - Returns: nil for a layout that is neither of the two, or has fewer channels than a vector.
  init?(_ layout: Layout) {
    let shape = layout.shape
    switch shape.count {
    case 2 where layout.isRowMajor: positions = 1
    case 4 where layout == .channelsLast(shape, layout.precision): positions = shape[2] * shape[3]
    default: return nil
    }
    guard shape[1] >= Self.lanes else { return nil }
    samples = shape[0]
    channels = shape[1]
    blocks = (channels + Self.lanes - 1) / Self.lanes
  }

  /// The channel in lane 0 of a block.
  func firstChannel(of block: Int) -> Int { min(block * Self.lanes, channels - Self.lanes) }

  /// Whether no channel is in two blocks.
  var isWhole: Bool { channels % Self.lanes == 0 }

  /// Where the plane of a sample begins; its vectors lie ``channels`` apart.
  func offset(sample: Int, block: Int) -> Int { sample * positions * channels + firstChannel(of: block) }

  // MARK: Work

  /// Numbers of one tensor that one piece of work goes over, about: a few such pieces stay in the second cache.
  private static let pieceSize = 1 << 15
  /// Numbers of one tensor that lie in the first cache while the blocks of a piece take their turns.
  private static let chunkSize = 2048

  /// Samples of one piece. Of a matrix all: a piece of it is narrow.
  private var samplesPerPart: Int {
    positions == 1 ? samples : max(1, min(samples, Self.pieceSize / (positions * channels)))
  }

  /// Pieces along the samples.
  var parts: Int { (samples + samplesPerPart - 1) / samplesPerPart }

  func samples(of part: Int) -> Range<Int> {
    part * samplesPerPart..<min((part + 1) * samplesPerPart, samples)
  }

  /// Blocks of one piece: as many as fit, and at least two, so that what is read of a position is no less than the
  /// processor fetches at a time.
  private var blocksPerGroup: Int {
    positions == 1 ? 2 : max(2, min(blocks, Self.pieceSize / (samplesPerPart * positions * Self.lanes)))
  }

  /// Pieces along the channels.
  var groups: Int { (blocks + blocksPerGroup - 1) / blocksPerGroup }

  func blocks(of group: Int) -> Range<Int> {
    group * blocksPerGroup..<min((group + 1) * blocksPerGroup, blocks)
  }

  /// Goes over one piece: some positions of two blocks at a time.
  @inline(__always)
  func forEachPair(_ part: Int, _ group: Int, _ body: (_ blocks: BlockPair, _ columns: ColumnPair) -> Void) {
    let blocks = blocks(of: group)
    let samples = samples(of: part)
    let end = samples.upperBound * positions
    let step = max(8, Self.chunkSize / (blocks.count * Self.lanes))
    var first = samples.lowerBound * positions
    while first < end {
      let count = min(step, end - first)
      forEachPair(of: blocks) { pair in
        body(pair, columns(of: pair, from: first * channels, count: count))
      }
      first += count
    }
  }

  /// Goes over blocks by twos.
  @inline(__always)
  func forEachPair(of blocks: Range<Int>, _ body: (BlockPair) -> Void) {
    for block in stride(from: blocks.lowerBound, to: blocks.upperBound, by: 2) {
      body(BlockPair(first: block, second: min(block + 1, blocks.upperBound - 1)))
    }
  }

  /// - Parameters:
  ///   - start: number of the first position's first channel.
  ///   - count: of positions.
  @inline(__always)
  func columns(of pair: BlockPair, from start: Int, count: Int) -> ColumnPair {
    ColumnPair(
      start: start + firstChannel(of: pair.first), count: count, pitch: channels,
      gap: firstChannel(of: pair.second) - firstChannel(of: pair.first))
  }
}

/// Two blocks of channels that lie beside each other; the last of an odd number is beside itself.
///
/// Together they are as much of a position as the processor fetches at a time, and what is read is read in the order in
/// which it lies. (The loop that ∂x takes, by itself, on 64 x 32 x 28 x 28 and two cores: 1.2 ms block after block, 0.8 by
/// twos.)
struct BlockPair {
  let first: Int
  let second: Int
}

/// The vectors of two blocks at some positions, which lie below each other.
struct ColumnPair {
  /// Where the first block's first vector begins.
  let start: Int
  let count: Int
  /// From one position to the next.
  let pitch: Int
  /// From the first block to the second; 0 where that is the same one.
  let gap: Int

  var end: Int { start + count * pitch }
}
