/// Sixteen numbers: one register of AVX-512, two of AVX2, four of NEON.
///
/// The module is compiled for one processor (see `Package.swift`), so that `addProduct` is one instruction.
typealias Vector = SIMD16<Float>

extension Vector {
  /// All lanes added up, half to half. (`sum()` is a call.)
  @inline(__always)
  var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

extension UnsafePointer where Pointee: Element {
  /// The sixteen numbers from `offset` on; no alignment is asked for.
  @inline(__always)
  func vector(at offset: Int) -> Vector { Pointee.load(from: UnsafeRawPointer(self + offset)) }
}

extension UnsafeMutablePointer where Pointee: Element {
  /// The sixteen numbers from `offset` on; no alignment is asked for.
  @inline(__always)
  func vector(at offset: Int) -> Vector { Pointee.load(from: UnsafeRawPointer(self + offset)) }

  /// Writes sixteen numbers from `offset` on.
  @inline(__always)
  func store(_ vector: Vector, at offset: Int) {
    Pointee.store(vector, to: UnsafeMutableRawPointer(self + offset))
  }
}
