/// The arithmetic of two blocks of channels down their columns.
///
/// Inlined as ``NormRow`` is.
struct NormPair {
  let first: NormRow
  let second: NormRow

  /// Of each block: in two, so that an addition need not wait for the one before.
  struct Sums {
    fileprivate var (even0, odd0) = (NormRow.Sums(), NormRow.Sums())
    fileprivate var (even1, odd1) = (NormRow.Sums(), NormRow.Sums())

    /// Adds each block's Σ d and Σ d (x − μ) to those that are there, one vector behind the other.
    @inline(__always)
    func add(to blocks: BlockPair, at place: (_ block: Int) -> UnsafeMutablePointer<Float>) {
      (even0 + odd0).add(to: place(blocks.first))
      // A block beside itself is one.
      if blocks.second != blocks.first { (even1 + odd1).add(to: place(blocks.second)) }
    }
  }

  /// y from x.
  @inline(__always)
  func normalise<X: Element, Y: Element>(
    _ x: UnsafePointer<X>, _ columns: ColumnPair, into y: UnsafeMutablePointer<Y>
  ) {
    var j = columns.start
    while j < columns.end {
      let k = j + columns.gap
      y.store(first.output(x.vector(at: j)), at: j)
      y.store(second.output(x.vector(at: k)), at: k)
      j += columns.pitch
    }
  }

  /// Adds two columns to the sums.
  @inline(__always)
  func add<G: Element, X: Element>(
    _ gradient: UnsafePointer<G>, _ x: UnsafePointer<X>, _ columns: ColumnPair, to sums: inout Sums
  ) {
    var j = columns.start
    while j + columns.pitch < columns.end {
      let (k, next) = (j + columns.gap, j + columns.pitch)
      let nextK = k + columns.pitch
      first.add(gradient.vector(at: j), x.vector(at: j), to: &sums.even0)
      second.add(gradient.vector(at: k), x.vector(at: k), to: &sums.even1)
      first.add(gradient.vector(at: next), x.vector(at: next), to: &sums.odd0)
      second.add(gradient.vector(at: nextK), x.vector(at: nextK), to: &sums.odd1)
      j = next + columns.pitch
    }
    guard j < columns.end else { return }
    let k = j + columns.gap
    first.add(gradient.vector(at: j), x.vector(at: j), to: &sums.even0)
    second.add(gradient.vector(at: k), x.vector(at: k), to: &sums.even1)
  }

  /// ∂x, with the means of each block.
  @inline(__always)
  func write<G: Element, X: Element>(
    _ gradient: UnsafePointer<G>, _ x: UnsafePointer<X>, _ means: (NormRow.Sums, NormRow.Sums),
    _ columns: ColumnPair, to dx: UnsafeMutablePointer<X>
  ) {
    var j = columns.start
    while j < columns.end {
      let k = j + columns.gap
      dx.store(first.inputGradient(gradient.vector(at: j), x.vector(at: j), means.0), at: j)
      dx.store(second.inputGradient(gradient.vector(at: k), x.vector(at: k), means.1), at: k)
      j += columns.pitch
    }
  }
}

extension NormRow.Sums {
  /// Those that lie one vector behind the other.
  @inline(__always)
  init(_ sums: UnsafeMutablePointer<Float>) {
    self.init(plain: sums.vector(at: 0), weighted: sums.vector(at: Planes.lanes))
  }

  @inline(__always)
  fileprivate static func + (left: Self, right: Self) -> Self {
    Self(plain: left.plain + right.plain, weighted: left.weighted + right.weighted)
  }

  @inline(__always)
  fileprivate func add(to sums: UnsafeMutablePointer<Float>) {
    sums.store(sums.vector(at: 0) + plain, at: 0)
    sums.store(sums.vector(at: Planes.lanes) + weighted, at: Planes.lanes)
  }
}
