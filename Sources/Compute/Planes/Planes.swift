/// A tensor seen as planes of sixteen channels: for one sample and one block of channels, a vector per position.
///
/// It fits (N, C, H, W) in oneDNN's blocks of 16, and (N, C) row-major with at least 16 columns, whose planes are one
/// vector each. Where C is no multiple of 16, the last plane of a blocked tensor is padded with zeros, and that of a
/// matrix overlaps the one before: what is computed there twice comes out the same twice.
struct Planes: Equatable {
  static let lanes = Vector.scalarCount

  /// N
  let samples: Int
  /// C, padding not counted.
  let channels: Int
  /// Blocks of 16 channels.
  let blocks: Int
  /// H·W, or 1.
  let positions: Int
  private let samplePitch: Int
  private let blockPitch: Int
  /// The largest first channel: smaller than the last multiple of 16 where planes overlap.
  private let lastFirst: Int

  /// - Returns: nil for a layout that is neither of the two.
  init?(_ layout: Layout) {
    let shape = layout.shape
    switch shape.count {
    case 2 where layout.isRowMajor && shape[1] >= Self.lanes:
      positions = 1
      samplePitch = shape[1]
      blockPitch = Self.lanes
      lastFirst = shape[1] - Self.lanes
    case 4 where layout == .blockedBy16(shape, layout.precision):
      positions = shape[2] * shape[3]
      blockPitch = positions * Self.lanes
      samplePitch = (shape[1] + Self.lanes - 1) / Self.lanes * blockPitch
      lastFirst = shape[1] - 1
    default: return nil
    }
    samples = shape[0]
    channels = shape[1]
    blocks = (channels + Self.lanes - 1) / Self.lanes
  }

  /// The channel in lane 0 of a block.
  func firstChannel(of block: Int) -> Int { min(block * Self.lanes, lastFirst) }

  /// Channels of a block, padding not counted.
  func channelCount(of block: Int) -> Int { min(Self.lanes, channels - firstChannel(of: block)) }

  /// Where a plane begins; its vectors follow each other.
  func offset(sample: Int, block: Int) -> Int {
    sample * samplePitch + (positions == 1 ? firstChannel(of: block) : block * blockPitch)
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
