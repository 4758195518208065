/// Five vectors, one for each class of a tile. Five divides the usual numbers of classes.
struct VectorTile {
  static let count = 5

  var v0 = Vector.zero
  var v1 = Vector.zero
  var v2 = Vector.zero
  var v3 = Vector.zero
  var v4 = Vector.zero

  @inline(__always)
  init() {}

  /// Each of five numbers in all lanes.
  @inline(__always)
  init(spreading numbers: UnsafePointer<Float>) {
    v0 = Vector(repeating: numbers[0])
    v1 = Vector(repeating: numbers[1])
    v2 = Vector(repeating: numbers[2])
    v3 = Vector(repeating: numbers[3])
    v4 = Vector(repeating: numbers[4])
  }

  @inline(__always)
  init(_ rows: TileRows, at column: Int) {
    v0 = rows.r0.vector(at: column)
    v1 = rows.r1.vector(at: column)
    v2 = rows.r2.vector(at: column)
    v3 = rows.r3.vector(at: column)
    v4 = rows.r4.vector(at: column)
  }

  @inline(__always)
  func store(to rows: TileRows, at column: Int) {
    // From the last to the first: where the classes have run out, the last that there is gets its own vector.
    rows.r4.store(v4, at: column)
    rows.r3.store(v3, at: column)
    rows.r2.store(v2, at: column)
    rows.r1.store(v1, at: column)
    rows.r0.store(v0, at: column)
  }

  /// self += x ⊙ y, for each of the five.
  @inline(__always)
  mutating func addProducts(_ x: Vector, _ y: VectorTile) {
    v0.addProduct(x, y.v0)
    v1.addProduct(x, y.v1)
    v2.addProduct(x, y.v2)
    v3.addProduct(x, y.v3)
    v4.addProduct(x, y.v4)
  }

  /// x + Σ self ⊙ y.
  @inline(__always)
  func dot(_ y: VectorTile, addedTo x: Vector) -> Vector {
    x.addingProduct(v0, y.v0).addingProduct(v1, y.v1).addingProduct(v2, y.v2).addingProduct(v3, y.v3)
      .addingProduct(v4, y.v4)
  }

  /// Five vectors that lie one after the other.
  @inline(__always)
  init(_ vectors: UnsafeMutablePointer<Float>) {
    v0 = vectors.vector(at: 0)
    v1 = vectors.vector(at: Vector.scalarCount)
    v2 = vectors.vector(at: 2 * Vector.scalarCount)
    v3 = vectors.vector(at: 3 * Vector.scalarCount)
    v4 = vectors.vector(at: 4 * Vector.scalarCount)
  }

  @inline(__always)
  func store(to vectors: UnsafeMutablePointer<Float>) {
    vectors.store(v0, at: 0)
    vectors.store(v1, at: Vector.scalarCount)
    vectors.store(v2, at: 2 * Vector.scalarCount)
    vectors.store(v3, at: 3 * Vector.scalarCount)
    vectors.store(v4, at: 4 * Vector.scalarCount)
  }
}

/// Five rows of a matrix of classes. Where the classes have run out, the last one again.
struct TileRows {
  let r0: UnsafeMutablePointer<Float>
  let r1: UnsafeMutablePointer<Float>
  let r2: UnsafeMutablePointer<Float>
  let r3: UnsafeMutablePointer<Float>
  let r4: UnsafeMutablePointer<Float>

  @inline(__always)
  init(_ matrix: UnsafeMutablePointer<Float>, from row: Int, of rows: Int, pitch: Int) {
    r0 = matrix + row * pitch
    r1 = matrix + min(row + 1, rows - 1) * pitch
    r2 = matrix + min(row + 2, rows - 1) * pitch
    r3 = matrix + min(row + 3, rows - 1) * pitch
    r4 = matrix + min(row + 4, rows - 1) * pitch
  }
}
