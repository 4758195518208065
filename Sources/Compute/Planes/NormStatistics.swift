/// μ and the biased σ² of each channel.
///
/// Each piece's mean and squared deviations from it are taken while the piece is in the cache, then put together
/// (Chan, Golub and LeVeque 1979): one pass over memory, and no difference of large sums.
final class NormStatistics: ElementwisePlaneOperation {
  private let norm: PlaneNorm
  private let input: Tensor

  /// A sum of each of two blocks; in two, so that an addition need not wait for the one before.
  private struct Sums {
    var (even0, odd0) = (Vector.zero, Vector.zero)
    var (even1, odd1) = (Vector.zero, Vector.zero)
    var first: Vector { even0 + odd0 }
    var second: Vector { even1 + odd1 }
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
    planes.forEachPair(part, group) { blocks, columns in
      var total = Sums()
      sum(x, columns, into: &total)
      add(total, to: blocks, part, at: 0)
    }
    let count = Float(planes.samples(of: part).count * planes.positions)
    for block in planes.blocks(of: group) {
      let sums = norm.sums(part, block)
      sums.store(sums.vector(at: 0) / count, at: 0)
    }
    planes.forEachPair(part, group) { blocks, columns in
      let means = (norm.sums(part, blocks.first).vector(at: 0), norm.sums(part, blocks.second).vector(at: 0))
      var squares = Sums()
      square(x, columns, around: means, into: &squares)
      add(squares, to: blocks, part, at: Planes.lanes)
    }
  }

  @inline(__always)
  private func add(_ sums: Sums, to blocks: BlockPair, _ part: Int, at offset: Int) {
    let first = norm.sums(part, blocks.first)
    first.store(first.vector(at: offset) + sums.first, at: offset)
    // A block beside itself is one.
    guard blocks.second != blocks.first else { return }
    let second = norm.sums(part, blocks.second)
    second.store(second.vector(at: offset) + sums.second, at: offset)
  }

  @inline(__always)
  private func sum<E: Element>(_ x: UnsafePointer<E>, _ columns: ColumnPair, into sums: inout Sums) {
    var j = columns.start
    while j + columns.pitch < columns.end {
      let (k, next) = (j + columns.gap, j + columns.pitch)
      sums.even0 += x.vector(at: j)
      sums.even1 += x.vector(at: k)
      sums.odd0 += x.vector(at: next)
      sums.odd1 += x.vector(at: k + columns.pitch)
      j = next + columns.pitch
    }
    guard j < columns.end else { return }
    sums.even0 += x.vector(at: j)
    sums.even1 += x.vector(at: j + columns.gap)
  }

  @inline(__always)
  private func square<E: Element>(
    _ x: UnsafePointer<E>, _ columns: ColumnPair, around means: (Vector, Vector), into sums: inout Sums
  ) {
    var j = columns.start
    while j + columns.pitch < columns.end {
      let (k, next) = (j + columns.gap, j + columns.pitch)
      let (x0, x1) = (x.vector(at: j) - means.0, x.vector(at: k) - means.1)
      let (y0, y1) = (x.vector(at: next) - means.0, x.vector(at: k + columns.pitch) - means.1)
      sums.even0.addProduct(x0, x0)
      sums.even1.addProduct(x1, x1)
      sums.odd0.addProduct(y0, y0)
      sums.odd1.addProduct(y1, y1)
      j = next + columns.pitch
    }
    guard j < columns.end else { return }
    let (x0, x1) = (x.vector(at: j) - means.0, x.vector(at: j + columns.gap) - means.1)
    sums.even0.addProduct(x0, x0)
    sums.even1.addProduct(x1, x1)
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
