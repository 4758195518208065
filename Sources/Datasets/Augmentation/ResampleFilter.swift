import Glibc

/// Which pixels of a line make each pixel of a resized one, and with what weights: bilinear and antialiased.
///
/// Pixel i of `to` lies at c = (i + 1/2) from / to of the old line, and an old pixel at x + 1/2 weighs
///
///     max(0, 1 - |x + 1/2 - c| / s),  s = max(1, from / to)
///
/// over the sum of all weights. s is 1 when a line grows, which is plain bilinear interpolation; when it shrinks, the
/// triangle widens, and every old pixel counts. Weights are whole numbers of 2^-22 and sums are 32-bit integers, so
/// the bits are the same on every machine, and the same as Pillow's.
///
/// Unchecked, because it belongs to one worker's ``TransformScratch``.
final class ResampleFilter: @unchecked Sendable {
  /// Bits after the point in a weight: 8 bits of a byte, 22 and two to spare are 32.
  static let precision: Int32 = 22

  /// Pixels of the new line.
  let to: Int
  /// Pixels of the old line that the weights are for; 0 before the first.
  private(set) var from = 0
  /// [to]: the first old pixel that counts.
  let first: UnsafeMutablePointer<Int32>
  /// [to]: how many count, at least 1.
  let count: UnsafeMutablePointer<Int32>
  /// [to, `taps`].
  let weights: UnsafeMutablePointer<Int32>
  /// Room for weights per new pixel.
  let taps: Int

  /// - Parameters:
  ///   - longest: the longest old line there will be.
  ///   - to: pixels of the new line.
  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  init(longest: Int, to: Int) throws(DatasetError) {
    self.to = to
    taps = 2 * ((longest + to - 1) / to) + 1
    let memory: UnsafeMutablePointer<Int32> = try AlignedMemory.allocate(to * (2 + taps))
    first = memory
    count = memory + to
    weights = memory + 2 * to
  }

  deinit { free(first) }

  /// Makes the weights for an old line of `from` pixels, at most `longest`.
  ///
  /// - Complexity: one step per weight, or none when they are there already.
  func prepare(from: Int) {
    guard from != self.from else { return }
    self.from = from
    let scale = Double(from) / Double(to)
    let support = max(scale, 1)
    var i = 0
    while i < to {
      let center = (Double(i) + 0.5) * scale
      let low = max(0, Int(center - support + 0.5))
      let high = min(from, Int(center + support + 0.5))
      set(i, low: low, high: high, center: center, support: support)
      i += 1
    }
  }

  private func set(_ i: Int, low: Int, high: Int, center: Double, support: Double) {
    let weights = weights + i * taps
    var sum = 0.0
    var x = low
    while x < high {
      sum += Self.triangle(x, center, support)
      x += 1
    }
    let unit = Double(Int32(1) << Self.precision)
    x = low
    while x < high {
      let share = Self.triangle(x, center, support) / sum
      weights[x - low] = Int32((share * unit).rounded(.toNearestOrAwayFromZero))
      x += 1
    }
    first[i] = Int32(low)
    // A last weight of nothing would only cost time.
    var used = high - low
    while used > 1 && weights[used - 1] == 0 { used -= 1 }
    count[i] = Int32(used)
  }

  @inline(__always)
  private static func triangle(_ x: Int, _ center: Double, _ support: Double) -> Double {
    // The order of operations is Pillow's, to the last bit.
    max(0, 1 - abs((Double(x) - center + 0.5) * (1 / support)))
  }
}
