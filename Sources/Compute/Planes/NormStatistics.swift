/// μ and the biased σ² of each channel.
///
/// Each piece's mean and squared deviations from it are taken while the piece is in the cache, then put together
/// (Chan, Golub and LeVeque 1979): one pass over memory, and no difference of large sums.
final class NormStatistics: ElementwisePlaneOperation {
  private let norm: PlaneNorm
  private let input: Tensor

  /// Two sums, so that an addition need not wait for the one before.
  private struct Pair {
    var even = Vector.zero
    var odd = Vector.zero
    var both: Vector { even + odd }
  }

  init(_ norm: PlaneNorm, of input: Tensor) {
    self.norm = norm
    self.input = input
  }

  var planes: Planes { norm.planes }
  var threads: Int { norm.threads }
  var precision: Precision { input.precision }
  var isLocal: Bool { true }

  func run<E: Element>(_ part: Int, _ group: Int, _ element: E.Type) {
    let x = UnsafePointer(input.start(of: E.self))
    let norm = norm
    norm.clearSums(part, group)
    planes.forEachColumn(part, group) { block, column in
      var total = Pair()
      sum(x, column, into: &total)
      let sums = norm.sums(part, block)
      sums.store(sums.vector(at: 0) + total.both, at: 0)
    }
    let count = Float(planes.samples(of: part).count * planes.positions)
    for block in planes.blocks(of: group) {
      let sums = norm.sums(part, block)
      sums.store(sums.vector(at: 0) / count, at: 0)
    }
    planes.forEachColumn(part, group) { block, column in
      let sums = norm.sums(part, block)
      var squares = Pair()
      square(x, column, around: sums.vector(at: 0), into: &squares)
      sums.store(sums.vector(at: Planes.lanes) + squares.both, at: Planes.lanes)
    }
  }

  @inline(__always)
  private func sum<E: Element>(_ x: UnsafePointer<E>, _ column: VectorColumn, into pair: inout Pair) {
    var j = column.start
    while j + column.pitch < column.end {
      pair.even += x.vector(at: j)
      pair.odd += x.vector(at: j + column.pitch)
      j += 2 * column.pitch
    }
    if j < column.end { pair.even += x.vector(at: j) }
  }

  @inline(__always)
  private func square<E: Element>(
    _ x: UnsafePointer<E>, _ column: VectorColumn, around mean: Vector, into pair: inout Pair
  ) {
    var j = column.start
    while j + column.pitch < column.end {
      let (even, odd) = (x.vector(at: j) - mean, x.vector(at: j + column.pitch) - mean)
      pair.even.addProduct(even, even)
      pair.odd.addProduct(odd, odd)
      j += 2 * column.pitch
    }
    guard j < column.end else { return }
    let even = x.vector(at: j) - mean
    pair.even.addProduct(even, even)
  }

  /// Puts the pieces together, in double precision.
  func finish() {
    let (mean, variance) = (norm.mean.elements, norm.variance.elements)
    for block in 0..<planes.blocks {
      for lane in 0..<Planes.lanes {
        var total = 0.0
        for part in 0..<planes.parts {
          total += Double(planes.samples(of: part).count) * Double(norm.sums(part, block)[lane])
        }
        let center = total / Double(planes.samples)
        var squares = 0.0
        for part in 0..<planes.parts {
          let sums = norm.sums(part, block)
          let distance = Double(sums[lane]) - center
          squares +=
            Double(sums[Planes.lanes + lane])
            + distance * distance * Double(planes.samples(of: part).count * planes.positions)
        }
        mean[planes.firstChannel(of: block) + lane] = Float(center)
        variance[planes.firstChannel(of: block) + lane] = Float(squares / norm.count)
      }
    }
  }
}
