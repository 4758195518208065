/// A JSON number by its digits, for comparing what was written with what a double makes of it.
struct ExactNumber: Equatable {
  private var isNegative = false
  /// Without zeros at either end; empty for 0.
  private var digits: [UInt8] = []
  /// Of ten, times 0.DIGITS.
  private var exponent = 0

  /// - Parameter text: a number as JSON has it.
  init(_ text: some StringProtocol) {
    var written: [UInt8] = []
    var (point, power) = (0, 0)
    var (isFraction, isExponent) = (false, false)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-") where !isExponent: isNegative = true
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): isExponent = true
      default:
        guard !isExponent else { continue }
        written.append(byte)
        if !isFraction { point += 1 }
      }
    }
    if isExponent, let mark = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      // An exponent that no number holds belongs to a number that no double holds, or to 0.
      power = Int(text[text.utf8.index(after: mark)...]) ?? 0
    }
    let zero = UInt8(ascii: "0")
    let lead = written.prefix { $0 == zero }.count
    digits = Array(written.dropFirst(lead))
    while digits.last == zero { digits.removeLast() }
    exponent = digits.isEmpty ? 0 : point - lead + power
    if digits.isEmpty { isNegative = false }
  }

  /// One text for each number: a whole number plainly up to 40 digits, else `d.ddde-5`.
  var text: String {
    guard let first = digits.first else { return "0" }
    let sign = isNegative ? "-" : ""
    if exponent >= digits.count, exponent <= 40 {
      return sign + String(decoding: digits, as: UTF8.self)
        + String(repeating: "0", count: exponent - digits.count)
    }
    let rest = String(decoding: digits.dropFirst(), as: UTF8.self)
    return sign + String(Unicode.Scalar(first)) + (rest.isEmpty ? "" : "." + rest) + "e\(exponent - 1)"
  }
}
