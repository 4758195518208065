/// A picture seen through a window: crops and flips change the window and copy nothing. Where the window reaches
/// beyond the picture it shows byte 0.
///
/// A view is good for as long as the memory that it looks at.
struct PictureView {
  /// [channels, memoryHeight, memoryWidth].
  private let memory: UnsafePointer<UInt8>
  private let memoryHeight: Int
  private let memoryWidth: Int
  /// The window's place in memory; may lie outside.
  private var top = 0
  private var left = 0
  /// The rows and columns of memory that may be shown. Not all of them, once a window that was smaller has been
  /// padded: what a crop took away does not come back.
  private var rows: Range<Int>
  private var columns: Range<Int>

  /// The shape of what is seen.
  private(set) var shape: SampleShape
  /// Whether left and right are exchanged.
  private(set) var isFlipped = false

  /// - Parameter memory: a picture, [channels, height, width].
  init(_ memory: UnsafePointer<UInt8>, shape: SampleShape) {
    self.memory = memory
    self.shape = shape
    memoryHeight = shape.height
    memoryWidth = shape.width
    rows = 0..<shape.height
    columns = 0..<shape.width
  }

  mutating func flip() { isFlipped.toggle() }

  /// Shows this part of what is seen now, with zeros where it reaches beyond that.
  mutating func crop(_ window: CropWindow) {
    rows = rows.clamped(to: top..<top + shape.height)
    columns = columns.clamped(to: left..<left + shape.width)
    top += window.top
    left += isFlipped ? shape.width - window.left - window.width : window.left
    shape = SampleShape(channels: shape.channels, height: window.height, width: window.width)
  }

  /// The first byte of a channel and the bytes from row to row, where what is seen stands in memory just so: unpadded
  /// and unflipped.
  func plane(_ channel: Int) -> (start: UnsafePointer<UInt8>, stride: Int)? {
    guard !isFlipped, rows.lowerBound <= top, top + shape.height <= rows.upperBound,
      columns.lowerBound <= left, left + shape.width <= columns.upperBound
    else { return nil }
    return (memory + ((channel * memoryHeight + top) * memoryWidth + left), memoryWidth)
  }

  /// Writes `table[channel * 256 + byte]` for every byte that is seen.
  ///
  /// - Parameters:
  ///   - values: where to, [channels, height, width] of `shape`.
  ///   - table: [channels, 256].
  /// - Complexity: one look-up per value, no allocation.
  func write<Value: BitwiseCopyable>(
    to values: UnsafeMutablePointer<Value>, table: UnsafePointer<Value>
  ) {
    let seenRows = rows.clamped(to: top..<top + shape.height)
    let seen = columns.clamped(to: left..<left + shape.width)
    // Padding on the left of what is delivered.
    let before = isFlipped ? left + shape.width - seen.upperBound : seen.lowerBound - left
    for channel in 0..<shape.channels {
      let table = table + channel * 256
      for y in 0..<shape.height {
        let to = values + (channel * shape.height + y) * shape.width
        let row = top + y
        guard seenRows.contains(row), !seen.isEmpty else {
          to.update(repeating: table[0], count: shape.width)
          continue
        }
        let from = memory + ((channel * memoryHeight + row) * memoryWidth + seen.lowerBound)
        to.update(repeating: table[0], count: before)
        Self.look(up: from, count: seen.count, in: table, to: to + before, backwards: isFlipped)
        (to + before + seen.count).update(
          repeating: table[0], count: shape.width - before - seen.count)
      }
    }
  }

  /// `while` and not `for`, which is several times slower in a debug build.
  @inline(__always)
  private static func look<Value: BitwiseCopyable>(
    up bytes: UnsafePointer<UInt8>, count: Int, in table: UnsafePointer<Value>,
    to values: UnsafeMutablePointer<Value>, backwards: Bool
  ) {
    var i = 0
    if backwards {
      let last = count - 1
      while i < count {
        values[i] = table[Int(bytes[last - i])]
        i += 1
      }
    } else {
      while i < count {
        values[i] = table[Int(bytes[i])]
        i += 1
      }
    }
  }
}
