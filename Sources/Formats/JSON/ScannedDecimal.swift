/// A decimal number while it is read.
struct ScannedDecimal {
  /// Its digits, as far as they fit.
  var digits: UInt64 = 0
  var exponent = 0
  private var isCut = false

  @inline(__always)
  mutating func add(_ digit: UInt8, isFraction: Bool) {
    if digits < 100_000_000_000_000_000 {
      digits = digits &* 10 &+ UInt64(digit)
      if isFraction { exponent -= 1 }
    } else {
      isCut = true
    }
  }

  /// The nearest double where one multiplication or division of exact doubles gives it, else nil.
  ///
  /// - Source: Clinger, "How to read floating point numbers accurately", PLDI 1990: the fast path.
  var exact: Double? {
    guard !isCut, digits <= 1 << 53 else { return nil }
    if digits == 0 { return 0 }
    switch exponent {
    case 0...22: return Double(digits) * Self.powers[exponent]
    case -22 ... -1: return Double(digits) / Self.powers[-exponent]
    default: return nil
    }
  }

  /// The powers of ten that doubles hold exactly.
  private static let powers: [Double] = (0...22).map { Double("1e\($0)")! }
}
