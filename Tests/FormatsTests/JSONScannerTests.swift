import Foundation
import Testing

@testable import Formats

/// The numbers of a body, against what Swift and Foundation make of the same text.
struct JSONScannerTests {
  private func number(_ text: String) throws -> Double {
    try Data(text.utf8).withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      let value = try scanner.numberOrNull()
      if !scanner.isAtEnd() { throw scanner.trouble("the end") }
      return value
    }
  }

  private func integer(_ text: String) throws -> Int {
    try Data(text.utf8).withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      let value = try scanner.integer()
      if !scanner.isAtEnd() { throw scanner.trouble("the end") }
      return value
    }
  }

  @Test(arguments: [
    "0", "-0", "0.0", "1", "-1", "10", "0.1", "0.30000000000000004", "1e22", "1e23", "1E-22", "1e-23",
    "1.5e+3",
    "9007199254740992", "9007199254740993", "9007199254740993.0", "-9.223372036854775808e18",
    "-9223372036854775808.0", "123456789012345678901234567890",
    "0.000000000000000000000000000000000000001", "1.7976931348623157e308", "2.2250738585072011e-308",
    "5e-324",
    "4.9e-324", "2.4e-324", "1e-400", "0e999999999999999999999", "100000000000000000000000e-23",
    "0.1000000000000000055511151231257827021181583404541015625", "3.4028234663852886e+38",
    "12345678901234567.8",
  ])
  func `each number is the nearest double`(text: String) throws {
    let value = try number(text)
    #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
  }

  @Test func `a hundred thousand doubles of any size come back bit for bit`() throws {
    var random = SystemRandomNumberGenerator()
    for index in 0..<100_000 {
      let any = Double(bitPattern: random.next())
      // Half of them of any size, half as losses are.
      let value = index % 2 == 0 && any.isFinite ? any : Double.random(in: -3...3, using: &random)
      #expect(try number("\(value)").bitPattern == value.bitPattern)
    }
  }

  @Test(arguments: [
    "", " ", "-", "+1", ".5", "5.", "01", "-01", "00", "1e", "1e+", "1.e5", "0x10", "1_000", "1,5", "NaN",
    "nan",
    "Infinity", "-Infinity", "inf", "1e309", "-1e999999999999999999999", "\"1\"", "true", "nul", "nulll",
    "{}",
    "[1]", "1 2", "--1", "1-",
  ])
  func `what is no number of JSON's is refused`(text: String) {
    #expect(throws: JSONScanner.Trouble.self) { try number(text) }
  }

  @Test func `a digit too many is no overflow: a million of them are read like any number`() throws {
    let digits = String(repeating: "9", count: 1_000_000)
    #expect(throws: JSONScanner.Trouble.self) { try number(digits) }
    #expect(try number("0." + digits) == 1)
    #expect(throws: JSONScanner.Trouble.self) { try integer(digits) }
  }

  @Test func `null is NaN`() throws { #expect(try number(" null ").isNaN) }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), (" 42 ", 42), ("999999999999999999", 999_999_999_999_999_999),
    ("1.0", 1), ("-7.00", -7), ("1e3", 1000), ("2.5E1", 25), ("9007199254740991.0", 9_007_199_254_740_991),
    ("9007199254740992.0", 1 << 53),
  ])
  func `integers`(text: String, value: Int) throws { #expect(try integer(text) == value) }

  @Test(arguments: [
    "", "01", "-", "null", "9999999999999999999", "x", "1.5", "1e-1", "1.", "1e", "9007199254740993.0",
    "1e300",
  ])
  func `no integers`(text: String) {
    #expect(throws: JSONScanner.Trouble.self) { try integer(text) }
  }
}
