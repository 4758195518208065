/// Sums over long rows of numbers.
package enum Reduction {
  /// ⟨x, y⟩, ⟨x, x⟩ and ⟨y, y⟩.
  package struct Products: Sendable, Equatable {
    package var xy = 0.0
    package var xx = 0.0
    package var yy = 0.0
  }

  /// The three products of two rows in double precision, eight partial sums at a time: the compiler may not change
  /// the order of a sum, so a plain loop would wait for each addition.
  ///
  /// - Complexity: one pass, no allocation.
  package static func products(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int
  ) -> Products {
    var (xy, xx, yy) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    let whole = count / 8 * 8
    for i in stride(from: 0, to: whole, by: 8) {
      let a = SIMD8<Double>(UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Float>.self))
      let b = SIMD8<Double>(UnsafeRawPointer(y + i).loadUnaligned(as: SIMD8<Float>.self))
      xy += a * b
      xx += a * a
      yy += b * b
    }
    var products = Products(xy: xy.sum(), xx: xx.sum(), yy: yy.sum())
    for i in whole..<count {
      let (a, b) = (Double(x[i]), Double(y[i]))
      products.xy += a * b
      products.xx += a * a
      products.yy += b * b
    }
    return products
  }

  /// Length of the parts whose sums are added up: fixed, so that the number of threads does not change a bit.
  private static let part = 1 << 16

  /// The same of two whole tensors, in parts shared between threads.
  ///
  /// - Precondition: both lie in the same layout.
  package static func products(_ x: Tensor, _ y: Tensor, threads: Int) -> Products {
    precondition(x.layout == y.layout, "\(x.layout.shape) and \(y.layout.shape) in different layouts")
    let (a, b) = (x.elements.baseAddress!, y.elements.baseAddress!)
    let count = x.elements.count
    let parts = (count + part - 1) / part
    return withUnsafeTemporaryAllocation(of: Products.self, capacity: parts) { sums in
      Parallel.forEachRange(of: parts, grain: 1, threads: threads) { range in
        for index in range {
          let start = index * part
          sums[index] = products(a + start, b + start, count: min(part, count - start))
        }
      }
      return sums.reduce(into: Products()) {
        $0.xy += $1.xy
        $0.xx += $1.xx
        $0.yy += $1.yy
      }
    }
  }
}
