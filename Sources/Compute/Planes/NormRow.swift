/// The arithmetic of one block of channels down a column of positions.
///
/// All of it is inlined: passed to a function, its vectors would be copied through memory.
struct NormRow {
  /// μ
  let mean: Vector
  /// k = γ / √(σ² + ε)
  let factor: Vector
  /// β
  let shift: Vector
  /// What cuts y off below, and above which a gradient passes: 0, or −∞ where no ReLU is fused.
  let floor: Vector

  /// Σ d and Σ d (x − μ), each in two, so that an addition need not wait for the one before.
  struct Sums {
    fileprivate var plain0 = Vector.zero
    fileprivate var plain1 = Vector.zero
    fileprivate var weighted0 = Vector.zero
    fileprivate var weighted1 = Vector.zero

    /// Adds them to those that are there, one vector behind the other.
    @inline(__always)
    func add(to sums: UnsafeMutablePointer<Float>) {
      sums.store(sums.vector(at: 0) + (plain0 + plain1), at: 0)
      sums.store(sums.vector(at: Planes.lanes) + (weighted0 + weighted1), at: Planes.lanes)
    }
  }

  @inline(__always)
  private func normalised(_ x: Vector) -> Vector { shift.addingProduct(x - mean, factor) }

  /// y from x.
  @inline(__always)
  func normalise<X: Element, Y: Element>(
    _ x: UnsafePointer<X>, _ column: VectorColumn, into y: UnsafeMutablePointer<Y>
  ) {
    var j = column.start
    while j < column.end {
      let value = normalised(x.vector(at: j))
      // In this order NaN comes through.
      y.store(value.replacing(with: floor, where: value .< floor), at: j)
      j += column.pitch
    }
  }

  /// d: `gradient` where y is above the floor. y is computed again as the forward pass did, so that both agree in every
  /// bit.
  @inline(__always)
  private func passed(_ gradient: Vector, _ x: Vector) -> Vector {
    Vector.zero.replacing(with: gradient, where: normalised(x) .> floor)
  }

  /// Adds a column to the sums.
  @inline(__always)
  func add<G: Element, X: Element>(
    _ gradient: UnsafePointer<G>, _ x: UnsafePointer<X>, _ column: VectorColumn, to sums: inout Sums
  ) {
    var j = column.start
    while j + column.pitch < column.end {
      let k = j + column.pitch
      let (x0, x1) = (x.vector(at: j), x.vector(at: k))
      let (d0, d1) = (passed(gradient.vector(at: j), x0), passed(gradient.vector(at: k), x1))
      sums.plain0 += d0
      sums.plain1 += d1
      sums.weighted0.addProduct(d0, x0 - mean)
      sums.weighted1.addProduct(d1, x1 - mean)
      j += 2 * column.pitch
    }
    guard j < column.end else { return }
    let value = x.vector(at: j)
    let d = passed(gradient.vector(at: j), value)
    sums.plain0 += d
    sums.weighted0.addProduct(d, value - mean)
  }

  /// ∂x = k (d − `plain` − (x − μ) `weighted`).
  @inline(__always)
  func write<G: Element, X: Element>(
    _ gradient: UnsafePointer<G>, _ x: UnsafePointer<X>, _ plain: Vector, _ weighted: Vector,
    _ column: VectorColumn, to dx: UnsafeMutablePointer<X>
  ) {
    var j = column.start
    while j < column.end {
      let value = x.vector(at: j)
      let d = passed(gradient.vector(at: j), value)
      dx.store(factor * (d - plain - (value - mean) * weighted), at: j)
      j += column.pitch
    }
  }
}
