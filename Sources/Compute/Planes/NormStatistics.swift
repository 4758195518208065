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

  func run<E: Element>(_ part: Int, _ block: Int, _ element: E.Type) {
    let x = UnsafePointer(input.start(of: E.self))
    let samples = planes.samples(of: part)
    var total = Pair()
    for sample in samples {
      sum(x + planes.offset(sample: sample, block: block), into: &total)
    }
    let mean = total.both / Float(samples.count * planes.positions)
    var squares = Pair()
    for sample in samples {
      square(x + planes.offset(sample: sample, block: block), around: mean, into: &squares)
    }
    let sums = norm.sums(part, block)
    sums.store(mean, at: 0)
    sums.store(squares.both, at: Planes.lanes)
  }

  @inline(__always)
  private func sum<E: Element>(_ x: UnsafePointer<E>, into pair: inout Pair) {
    var i = 0
    while i + 1 < planes.positions {
      pair.even += x.vector(at: i * planes.channels)
      pair.odd += x.vector(at: (i + 1) * planes.channels)
      i += 2
    }
    if i < planes.positions { pair.even += x.vector(at: i * planes.channels) }
  }

  @inline(__always)
  private func square<E: Element>(_ x: UnsafePointer<E>, around mean: Vector, into pair: inout Pair) {
    var i = 0
    while i + 1 < planes.positions {
      let (even, odd) = (
        x.vector(at: i * planes.channels) - mean, x.vector(at: (i + 1) * planes.channels) - mean
      )
      pair.even.addProduct(even, even)
      pair.odd.addProduct(odd, odd)
      i += 2
    }
    guard i < planes.positions else { return }
    let even = x.vector(at: i * planes.channels) - mean
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
