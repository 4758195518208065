/// Maximum pooling over ``Planes``. Of equal maxima the first in reading order wins.
///
/// oneDNN's kernel takes 0.8 ms for 64 x 32 x 28 x 28 either way; these take 0.2, and nothing of note where the plane is
/// in the cache already.
struct PlanePooling {
  let input: Planes
  let output: Planes
  let window: Window
  /// Of the input plane.
  let height: Int
  let width: Int
  /// Of the output plane.
  let rows: Int
  let columns: Int

  /// - Returns: nil for layouts that are no pictures channels last, or have few channels.
  init?(window: Window, input: Layout, output: Layout) {
    guard input.shape.count == 4, let from = Planes(input), let to = Planes(output)
    else { return nil }
    self.input = from
    self.output = to
    self.window = window
    (height, width) = (input.shape[2], input.shape[3])
    (rows, columns) = (output.shape[2], output.shape[3])
  }

  /// From one position to the next, in either plane.
  private var pitch: Int { input.channels }

  /// Whether windows are 2x2 side by side, the usual ones: without loops over the window they take half the time.
  private var areQuarters: Bool { window == Window(2, stride: 2) }

  /// The offsets within the window, from its place at `index` on, that fall on the picture of `size`.
  @inline(__always)
  private func inside(_ index: Int, _ size: Int) -> Range<Int> {
    let start = index * window.stride - window.padding
    return max(0, -start)..<min(window.kernel, size - start)
  }

  /// The windows of `count` along one axis that cover a place.
  @inline(__always)
  private func covering(_ place: Int, of count: Int) -> Range<Int> {
    let end = place + window.padding
    let first = end < window.kernel ? 0 : (end - window.kernel) / window.stride + 1
    return first..<max(first, min(count, end / window.stride + 1))
  }

  /// One row of y and, for each of its numbers, where in the window it came from, counted from 0 in reading order. As
  /// f32: the compiler has vector instructions for comparing those, and none for bytes.
  func forward<E: Element>(
    row: Int, from x: UnsafePointer<E>, to y: UnsafeMutablePointer<E>, numbers: UnsafeMutablePointer<Float>
  ) {
    if areQuarters { return forwardOfQuarters(row: row, from: x, to: y, numbers: numbers) }
    var place = row * columns * pitch
    let down = inside(row, height)
    for column in 0..<columns {
      let across = inside(column, width)
      let corner = (row * window.stride - window.padding) * width + column * window.stride - window.padding
      let first = down.lowerBound * window.kernel + across.lowerBound
      // The first one is taken whatever it is, so that every number has a source.
      var best = x.vector(at: (corner + down.lowerBound * width + across.lowerBound) * pitch)
      var source = Vector(repeating: Float(first))
      var i = down.lowerBound
      while i < down.upperBound {
        var j = across.lowerBound
        while j < across.upperBound {
          let value = x.vector(at: (corner + i * width + j) * pitch)
          let larger = value .> best
          best.replace(with: value, where: larger)
          source.replace(with: Vector(repeating: Float(i * window.kernel + j)), where: larger)
          j += 1
        }
        i += 1
      }
      y.store(best, at: place)
      numbers.store(source, at: place)
      place += pitch
    }
  }

  private func forwardOfQuarters<E: Element>(
    row: Int, from x: UnsafePointer<E>, to y: UnsafeMutablePointer<E>, numbers: UnsafeMutablePointer<Float>
  ) {
    let (zero, one) = (Vector.zero, Vector(repeating: 1))
    let (two, three) = (Vector(repeating: 2), Vector(repeating: 3))
    let line = width * pitch
    var place = row * columns * pitch
    var corner = 2 * row * line
    for _ in 0..<columns {
      let (upper0, upper1) = (x.vector(at: corner), x.vector(at: corner + pitch))
      let (lower0, lower1) = (x.vector(at: corner + line), x.vector(at: corner + line + pitch))
      let upperLarger = upper1 .> upper0
      let lowerLarger = lower1 .> lower0
      let upper = upper0.replacing(with: upper1, where: upperLarger)
      let lower = lower0.replacing(with: lower1, where: lowerLarger)
      let below = lower .> upper
      y.store(upper.replacing(with: lower, where: below), at: place)
      let source = zero.replacing(with: one, where: upperLarger)
      numbers.store(
        source.replacing(with: two.replacing(with: three, where: lowerLarger), where: below), at: place)
      place += pitch
      corner += 2 * pitch
    }
  }

  /// One row of dx: each number of dy goes to where the maximum was; where windows overlap they add up, in reading order.
  ///
  /// Each number of dx is written once, from all windows that cover it: where blocks of channels overlap, what is
  /// added up in place would count twice.
  func backward<E: Element>(
    row y: Int, from dy: UnsafePointer<E>, numbers: UnsafePointer<Float>, to dx: UnsafeMutablePointer<E>
  ) {
    if areQuarters { return backwardOfQuarters(row: y, from: dy, numbers: numbers, to: dx) }
    var place = y * width * pitch
    let down = covering(y, of: rows)
    for x in 0..<width {
      let across = covering(x, of: columns)
      var sum = Vector.zero
      var row = down.lowerBound
      while row < down.upperBound {
        let i = y + window.padding - row * window.stride
        var column = across.lowerBound
        while column < across.upperBound {
          let j = x + window.padding - column * window.stride
          let from = (row * columns + column) * pitch
          let own = numbers.vector(at: from) .== Vector(repeating: Float(i * window.kernel + j))
          sum += Vector.zero.replacing(with: dy.vector(at: from), where: own)
          column += 1
        }
        row += 1
      }
      dx.store(sum, at: place)
      place += pitch
    }
  }

  private func backwardOfQuarters<E: Element>(
    row y: Int, from dy: UnsafePointer<E>, numbers: UnsafePointer<Float>, to dx: UnsafeMutablePointer<E>
  ) {
    let line = y * width * pitch
    let covered = y < 2 * rows ? columns : 0
    let (left, right) = (Vector(repeating: y % 2 == 0 ? 0 : 2), Vector(repeating: y % 2 == 0 ? 1 : 3))
    var (place, from) = (line, y / 2 * columns * pitch)
    for _ in 0..<covered {
      let (gradient, source) = (dy.vector(at: from), numbers.vector(at: from))
      dx.store(Vector.zero.replacing(with: gradient, where: source .== left), at: place)
      dx.store(Vector.zero.replacing(with: gradient, where: source .== right), at: place + pitch)
      place += 2 * pitch
      from += pitch
    }
    // What no window covers: the last column and row of odd sizes.
    for x in 2 * covered..<width { dx.store(.zero, at: line + x * pitch) }
  }
}

/// A pooling bound to its tensors.
final class PlanePoolingOperation: PlaneOperation {
  private let pooling: PlanePooling
  /// Rows of what is written.
  private let rows: Int
  private let body: (_ row: Int, _ input: Int, _ output: Int) -> Void
  let threads: Int

  /// - Parameter body: called with a row of what is written, and where a plane begins in the input and in the output.
  private init(
    _ pooling: PlanePooling, rows: Int, threads: Int, _ body: @escaping (Int, Int, Int) -> Void
  ) {
    self.pooling = pooling
    self.rows = rows
    self.threads = threads
    self.body = body
  }

  static func forward<E: Element>(
    _ pooling: PlanePooling, of element: E.Type, input: Tensor, output: Tensor, numbers: Tensor, threads: Int
  ) -> PlanePoolingOperation {
    PlanePoolingOperation(pooling, rows: pooling.rows, threads: threads) {
      pooling.forward(
        row: $0, from: UnsafePointer(input.start(of: element) + $1), to: output.start(of: element) + $2,
        numbers: numbers.start() + $2)
    }
  }

  static func backward<E: Element>(
    _ pooling: PlanePooling, of element: E.Type, outputGradient: Tensor, numbers: Tensor,
    inputGradient: Tensor, threads: Int
  ) -> PlanePoolingOperation {
    PlanePoolingOperation(pooling, rows: pooling.height, threads: threads) {
      pooling.backward(
        row: $0, from: UnsafePointer(outputGradient.start(of: element) + $2),
        numbers: UnsafePointer(numbers.start() + $2), to: inputGradient.start(of: element) + $1)
    }
  }

  var planes: Planes { pooling.input }
  var isLocal: Bool { true }

  func run(part: Int, group: Int) {
    for sample in planes.samples(of: part) {
      // Row by row, so that the blocks of a position are read close one behind the other.
      for row in 0..<rows {
        for block in planes.blocks(of: group) {
          body(
            row, pooling.input.offset(sample: sample, block: block),
            pooling.output.offset(sample: sample, block: block))
        }
      }
    }
  }
}
