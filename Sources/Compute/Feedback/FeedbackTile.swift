/// The inner loops of a feedback matrix: four samples by five classes at a time, from left to right.
///
/// Twenty sums keep two multipliers with a latency of four cycles busy, and rows read from left to right are what the
/// processor fetches ahead. (Whole columns in registers would need fewer loads, but their rows lie a multiple of 2 KB
/// apart and drive each other out of the first cache.)
struct FeedbackTile {
  /// Four rows that may lie anywhere; where the samples have run out, the last one again.
  struct Rows<E: Element> {
    let r0: UnsafeMutablePointer<E>
    let r1: UnsafeMutablePointer<E>
    let r2: UnsafeMutablePointer<E>
    let r3: UnsafeMutablePointer<E>

    /// Rows `first`... of a matrix of `count` rows.
    @inline(__always)
    init(_ matrix: UnsafeMutablePointer<E>, from first: Int, of count: Int, pitch: Int) {
      r0 = matrix + first * pitch
      r1 = matrix + min(first + 1, count - 1) * pitch
      r2 = matrix + min(first + 2, count - 1) * pitch
      r3 = matrix + min(first + 3, count - 1) * pitch
    }
  }

  private static let lanes = Vector.scalarCount

  /// C
  let classes: Int
  /// n, which is also the distance between two rows of B.
  let columns: Int
  /// B, (C, n).
  let matrix: UnsafeMutablePointer<Float>

  /// The distance between two samples' errors: C rounded up to whole tiles, with zeros.
  var errorPitch: Int { Self.paddedClasses(classes) }

  static func paddedClasses(_ classes: Int) -> Int {
    (classes + VectorTile.count - 1) / VectorTile.count * VectorTile.count
  }
  static func paddedSamples(_ samples: Int) -> Int { (samples + 3) / 4 * 4 }

  private func rows(_ matrix: UnsafeMutablePointer<Float>, _ c: Int) -> TileRows {
    TileRows(matrix, from: c, of: classes, pitch: columns)
  }

  // MARK: q = a Bᵀ

  /// Adds ⟨a, B_c⟩ over `range`, whole vectors, to q of the four samples and of classes `c`...`c + 4`.
  ///
  /// - Parameter images: where the first sample's q lies, lane by lane not yet added up: `errorPitch` vectors a sample,
  ///   with room for samples that are not there.
  func image(of a: Rows<Float>, _ c: Int, _ range: Range<Int>, into images: UnsafeMutablePointer<Float>) {
    let b = rows(matrix, c)
    let (q, pitch) = (images + c * Self.lanes, errorPitch * Self.lanes)
    var (s0, s1, s2, s3) = (
      VectorTile(q), VectorTile(q + pitch), VectorTile(q + 2 * pitch), VectorTile(q + 3 * pitch)
    )
    var j = range.lowerBound
    while j < range.upperBound {
      let five = VectorTile(b, at: j)
      s0.addProducts(a.r0.vector(at: j), five)
      s1.addProducts(a.r1.vector(at: j), five)
      s2.addProducts(a.r2.vector(at: j), five)
      s3.addProducts(a.r3.vector(at: j), five)
      j += Self.lanes
    }
    s0.store(to: q)
    s1.store(to: q + pitch)
    s2.store(to: q + 2 * pitch)
    s3.store(to: q + 3 * pitch)
  }

  // MARK: ∂B = δᵀ a

  /// Adds Σ δ_nc a_nj of four samples to ∂B over `range`, whole vectors.
  ///
  /// - Parameters:
  ///   - error: δ of the first sample, with zeros for samples that are not there.
  ///   - adds: false to write instead.
  func gradient(
    of a: Rows<Float>, error: UnsafePointer<Float>, _ c: Int, _ range: Range<Int>,
    into gradient: UnsafeMutablePointer<Float>, adds: Bool
  ) {
    let delta = error + c
    let (d0, d1) = (VectorTile(spreading: delta), VectorTile(spreading: delta + errorPitch))
    let (d2, d3) = (
      VectorTile(spreading: delta + 2 * errorPitch), VectorTile(spreading: delta + 3 * errorPitch)
    )
    let to = rows(gradient, c)
    var j = range.lowerBound
    while j < range.upperBound {
      var g = adds ? VectorTile(to, at: j) : VectorTile()
      g.addProducts(a.r0.vector(at: j), d0)
      g.addProducts(a.r1.vector(at: j), d1)
      g.addProducts(a.r2.vector(at: j), d2)
      g.addProducts(a.r3.vector(at: j), d3)
      g.store(to: to, at: j)
      j += Self.lanes
    }
  }

  // MARK: s = e B

  /// Writes Σ_c e_nc B_cj of four samples over `range`, whole vectors.
  ///
  /// - Parameter e: the four samples' errors; a sample that stands there more than once has the same in each place.
  func signal(_ e: Rows<Float>, _ range: Range<Int>, into s: Rows<Float>) {
    for c in stride(from: 0, to: classes, by: VectorTile.count) {
      let b = rows(matrix, c)
      let (e0, e1) = (VectorTile(spreading: e.r0 + c), VectorTile(spreading: e.r1 + c))
      let (e2, e3) = (VectorTile(spreading: e.r2 + c), VectorTile(spreading: e.r3 + c))
      var j = range.lowerBound
      while j < range.upperBound {
        let five = VectorTile(b, at: j)
        // All four are read before the first is written.
        let x0 = five.dot(e0, addedTo: c == 0 ? .zero : s.r0.vector(at: j))
        let x1 = five.dot(e1, addedTo: c == 0 ? .zero : s.r1.vector(at: j))
        let x2 = five.dot(e2, addedTo: c == 0 ? .zero : s.r2.vector(at: j))
        let x3 = five.dot(e3, addedTo: c == 0 ? .zero : s.r3.vector(at: j))
        s.r0.store(x0, at: j)
        s.r1.store(x1, at: j)
        s.r2.store(x2, at: j)
        s.r3.store(x3, at: j)
        j += Self.lanes
      }
    }
  }
}
