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

  /// Where a plane begins; its vectors lie ``channels`` apart.
  func offset(sample: Int, block: Int) -> Int {
    sample * positions * channels + firstChannel(of: block)
  }

  /// The vectors of one plane.
  func column(sample: Int, block: Int) -> VectorColumn {
    VectorColumn(start: offset(sample: sample, block: block), count: positions, pitch: channels)
  }

  // MARK: Work

  /// Samples whose planes are one piece of work: about 500 vectors, which stay in the first cache.
  private var samplesPerPart: Int { positions == 1 ? samples : max(1, min(samples, 512 / positions)) }

  /// Pieces along the samples.
  var parts: Int { (samples + samplesPerPart - 1) / samplesPerPart }

  func samples(of part: Int) -> Range<Int> {
    part * samplesPerPart..<min((part + 1) * samplesPerPart, samples)
  }
}

/// Vectors that lie below each other: one for each of some positions.
struct VectorColumn {
  /// Where the first one begins.
  let start: Int
  let count: Int
  /// From one to the next.
  let pitch: Int

  var end: Int { start + count * pitch }
}
