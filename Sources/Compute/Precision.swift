import COneDNN

/// How the numbers of activations, and of the weights that they are multiplied with, are kept.
package enum Precision: String, Sendable, CaseIterable {
  /// 32 bits: 24 of them significant.
  case f32
  /// 16 bits, 8 of them significant, with the range of f32. Products are summed in f32.
  case bf16

  /// Whether this processor multiplies in it. (oneDNN would compute bf16 on others too, but slower than f32.)
  package var isSupported: Bool {
    switch self {
    case .f32: true
    case .bf16: ProcessorFeatures.here.hasBF16
    }
  }

  /// Bytes of a number.
  var size: Int { self == .f32 ? 4 : 2 }

  var dataType: dnnl_data_type_t { self == .f32 ? dnnl_f32 : dnnl_bf16 }
}

/// A number as it lies in memory; computed with is always f32.
protocol Element: BitwiseCopyable {
  static var precision: Precision { get }
  static var zero: Self { get }
  init(_ number: Float)
  /// The number in f32, exactly.
  var number: Float { get }
  /// Sixteen numbers; no alignment is asked for.
  static func load(from memory: UnsafeRawPointer) -> Vector
  /// Sixteen numbers, each the nearest that there is.
  static func store(_ vector: Vector, to memory: UnsafeMutableRawPointer)
}

extension Float: Element {
  static let precision = Precision.f32
  var number: Float { self }

  @inline(__always)
  static func load(from memory: UnsafeRawPointer) -> Vector { memory.loadUnaligned(as: Vector.self) }

  @inline(__always)
  static func store(_ vector: Vector, to memory: UnsafeMutableRawPointer) {
    memory.storeBytes(of: vector, as: Vector.self)
  }
}

/// The upper half of an f32.
struct BFloat16: Element {
  static let precision = Precision.bf16
  static let zero = BFloat16(bits: 0)

  private let bits: UInt16

  private init(bits: UInt16) { self.bits = bits }

  /// Rounds to the nearest, of two equally near ones to the even one. (That NaN stays NaN holds for those that
  /// arithmetic makes, whose lower half is zero.)
  init(_ number: Float) {
    let whole = number.bitPattern
    bits = UInt16(truncatingIfNeeded: (whole &+ 0x7fff &+ (whole >> 16 & 1)) >> 16)
  }

  var number: Float { Float(bitPattern: UInt32(bits) << 16) }

  @inline(__always)
  static func load(from memory: UnsafeRawPointer) -> Vector {
    let b = memory.loadUnaligned(as: SIMD16<UInt16>.self)
    // Lane by lane, which the compiler makes one instruction; `init(truncatingIfNeeded:)` would be a call.
    let wide = SIMD16<UInt32>(
      UInt32(b[0]), UInt32(b[1]), UInt32(b[2]), UInt32(b[3]), UInt32(b[4]), UInt32(b[5]), UInt32(b[6]),
      UInt32(b[7]), UInt32(b[8]), UInt32(b[9]), UInt32(b[10]), UInt32(b[11]), UInt32(b[12]), UInt32(b[13]),
      UInt32(b[14]), UInt32(b[15]))
    return unsafeBitCast(wide &<< SIMD16(repeating: 16), to: Vector.self)
  }

  @inline(__always)
  static func store(_ vector: Vector, to memory: UnsafeMutableRawPointer) {
    let r = rounded(vector) &>> SIMD16(repeating: 16)
    // Lane by lane again: one permutation, and eight instructions with `init(truncatingIfNeeded:)`.
    let low = { (lane: Int) in UInt16(truncatingIfNeeded: r[lane]) }
    let rounded = SIMD16<UInt16>(
      low(0), low(1), low(2), low(3), low(4), low(5), low(6), low(7),
      low(8), low(9), low(10), low(11), low(12), low(13), low(14), low(15))
    memory.storeBytes(of: rounded, as: SIMD16<UInt16>.self)
  }

  /// Thirty-two numbers: by turns one of the first vector and one of the second.
  @inline(__always)
  static func store(pairs first: Vector, _ second: Vector, to memory: UnsafeMutableRawPointer) {
    let half = SIMD16<UInt32>(repeating: 16)
    memory.storeBytes(
      of: rounded(first) &>> half | rounded(second) & SIMD16(repeating: 0xffff_0000),
      as: SIMD16<UInt32>.self)
  }

  /// The nearest numbers in the upper halves, and something in the lower ones.
  @inline(__always)
  private static func rounded(_ vector: Vector) -> SIMD16<UInt32> {
    let whole = unsafeBitCast(vector, to: SIMD16<UInt32>.self)
    let even = (whole &>> SIMD16(repeating: 16)) & SIMD16(repeating: 1)
    return whole &+ SIMD16(repeating: 0x7fff) &+ even
  }
}
