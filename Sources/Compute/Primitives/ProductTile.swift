/// Sums of products of a few numbers with two vectors, in the processor's registers: a small part of a matrix that is a sum of
/// outer products.
///
///     row i:  a_i += x_i d        b_i += x_i e
///
/// Of AVX-512's 32 registers nine rows take eighteen. With eight and more there are enough sums under way to hide how long
/// a multiplication takes.
struct ProductTile<let rows: Int> {
  private var a: InlineArray<rows, Vector>
  private var b: InlineArray<rows, Vector>

  @inline(__always)
  init() { (a, b) = (InlineArray(repeating: .zero), InlineArray(repeating: .zero)) }

  /// Goes on with sums that are in memory.
  ///
  /// - Parameters:
  ///   - p: `rows` pairs of vectors.
  ///   - pitch: numbers from one row to the next.
  ///   - second: numbers from a row's first vector to its second.
  @inline(__always)
  init(from p: UnsafeMutablePointer<Float>, pitch: Int, second: Int = Vector.scalarCount) {
    self.init()
    for i in 0..<rows {
      a[unchecked: i] = p.vector(at: i * pitch)
      b[unchecked: i] = p.vector(at: i * pitch + second)
    }
  }

  /// - Parameters: as in ``init(from:pitch:second:)``.
  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, pitch: Int, second: Int = Vector.scalarCount) {
    for i in 0..<rows {
      p.store(a[unchecked: i], at: i * pitch)
      p.store(b[unchecked: i], at: i * pitch + second)
    }
  }

  /// - Parameter x: `rows` numbers.
  @inline(__always)
  mutating func add(_ d: Vector, _ e: Vector, _ x: UnsafePointer<Float>) {
    for i in 0..<rows {
      let number = Vector(repeating: x[i])
      a[unchecked: i].addProduct(d, number)
      b[unchecked: i].addProduct(e, number)
    }
  }

  /// The same of one vector with twice as many numbers, the second half for the second vectors.
  @inline(__always)
  mutating func add(_ d: Vector, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) {
    for i in 0..<rows {
      a[unchecked: i].addProduct(d, Vector(repeating: x[i]))
      b[unchecked: i].addProduct(d, Vector(repeating: y[i]))
    }
  }
}
