import Glibc

/// Resizes pictures to one size: along the rows, rounded to bytes, then along the columns, rounded again. With that
/// order every byte is the one of Pillow up to version 12; version 13 takes the other order for some sizes, and some
/// bytes then differ by one.
///
/// Unchecked, because it belongs to one worker's ``TransformScratch``.
final class Resampler: @unchecked Sendable {
  /// The shape of what comes out.
  let shape: SampleShape

  private let horizontal: ResampleFilter
  private let vertical: ResampleFilter
  /// What comes out, [channels, height, width] of `shape`.
  private let result: UnsafeMutablePointer<UInt8>
  /// Between the two passes: [channels, old height, new width].
  private let widened: UnsafeMutablePointer<UInt8>
  /// A picture that is padded or flipped, written out: [channels, old height, old width].
  private let flat: UnsafeMutablePointer<UInt8>
  /// One row of weighted sums.
  private let sums: UnsafeMutablePointer<Int32>
  /// [channels, 256]: every byte is itself.
  private let identity: [UInt8]

  /// - Parameters:
  ///   - largest: no picture is higher or wider than this.
  ///   - shape: what to make of it.
  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  init(largest: SampleShape, to shape: SampleShape) throws(DatasetError) {
    self.shape = shape
    horizontal = try ResampleFilter(longest: largest.width, to: shape.width)
    vertical = try ResampleFilter(longest: largest.height, to: shape.height)
    identity = (0..<shape.channels).flatMap { _ in (0...255).map { UInt8($0) } }
    // The four in one piece, each on its own cache lines.
    let sizes = [
      shape.count, shape.channels * largest.height * shape.width, largest.count,
      shape.width * MemoryLayout<Int32>.stride,
    ].map { ($0 + AlignedMemory.alignment - 1) / AlignedMemory.alignment * AlignedMemory.alignment }
    result = try AlignedMemory.allocate(sizes.reduce(0, +))
    widened = result + sizes[0]
    flat = widened + sizes[1]
    sums = UnsafeMutableRawPointer(flat + sizes[2]).bindMemory(to: Int32.self, capacity: shape.width)
  }

  deinit { free(result) }

  /// Resizes what is seen. The result is good until the next call.
  ///
  /// - Complexity: proportional to old height x new width + new height x new width, no allocation.
  func resize(_ view: PictureView) -> PictureView {
    var view = view
    if view.plane(0) == nil {
      identity.withUnsafeBufferPointer { view.write(to: flat, table: $0.baseAddress!) }
      view = PictureView(flat, shape: view.shape)
    }
    horizontal.prepare(from: view.shape.width)
    vertical.prepare(from: view.shape.height)
    for channel in 0..<shape.channels {
      guard let (plane, stride) = view.plane(channel) else { continue }
      let between = widened + channel * view.shape.height * shape.width
      for row in 0..<view.shape.height { widen(plane + row * stride, to: between + row * shape.width) }
      for row in 0..<shape.height {
        join(between, row: row, to: result + (channel * shape.height + row) * shape.width)
      }
    }
    return PictureView(result, shape: shape)
  }

  private static let half = Int32(1) << (ResampleFilter.precision - 1)

  /// Rounds a weighted sum to the nearest byte. Weights that were rounded up can make a little more than 255.
  @inline(__always)
  private static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(255, (sum &+ half) &>> ResampleFilter.precision))
  }

  /// One row to the new width.
  private func widen(_ from: UnsafePointer<UInt8>, to: UnsafeMutablePointer<UInt8>) {
    let (first, count, weights, taps) = (
      horizontal.first, horizontal.count, horizontal.weights, horizontal.taps
    )
    let width = shape.width
    var x = 0
    while x < width {
      let bytes = from + Int(first[x])
      let weights = weights + x * taps
      let count = Int(count[x])
      var sum = Int32(bytes[0]) &* weights[0]
      var i = 1
      while i < count {
        sum &+= Int32(bytes[i]) &* weights[i]
        i += 1
      }
      to[x] = Self.byte(sum)
      x += 1
    }
  }

  /// One new row from the old ones that it lies between.
  private func join(_ plane: UnsafePointer<UInt8>, row: Int, to: UnsafeMutablePointer<UInt8>) {
    let width = shape.width
    let weights = vertical.weights + row * vertical.taps
    let first = plane + Int(vertical.first[row]) * width
    let count = Int(vertical.count[row])
    var x = 0
    if count == 1 {
      to.update(from: first, count: width)
      return
    }
    if count == 2 {
      // Every row of a picture that grows.
      let second = first + width
      let (a, b) = (weights[0], weights[1])
      while x < width {
        to[x] = Self.byte(Int32(first[x]) &* a &+ Int32(second[x]) &* b)
        x += 1
      }
      return
    }
    while x < width {
      sums[x] = Int32(first[x]) &* weights[0]
      x += 1
    }
    for i in 1..<count {
      let line = first + i * width
      let weight = weights[i]
      x = 0
      while x < width {
        sums[x] &+= Int32(line[x]) &* weight
        x += 1
      }
    }
    x = 0
    while x < width {
      to[x] = Self.byte(sums[x])
      x += 1
    }
  }
}
