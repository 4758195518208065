import Foundation
import Testing

@testable import Formats

/// Text from outside into trees.
@Suite struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Data(text.utf8)) }

  private func message(_ text: Data) -> String {
    let error = #expect(throws: ConfigError.self) { try JSONValue(parsing: text) }
    #expect(error?.problems.map(\.path) == ["$"])
    return error?.problems.first?.message ?? ""
  }

  private static let texts: [(String, JSONValue)] = [
    ("null", nil), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-17", -17),
    ("9223372036854775807", .integer(.max)), ("9223372036854775808", .exact("9223372036854775808")),
    ("0.25", 0.25),
    ("1.0", 1), ("2.5E+1", 25), ("1e-2", 0.01), ("1e300", 1e300), ("9007199254740992.0", .integer(1 << 53)),
    ("9007199254740993.0", .integer(9_007_199_254_740_993)),
    ("1e-400", .exact("1e-400")), ("0e999", 0), ("-9.223372036854775808e18", .integer(.min)),
    ("-9223372036854775808", .integer(.min)),
    (#""""#, ""), (#""a\"\\\/\b\f\n\r\t\u0041é""#, "a\"\\/\u{8}\u{C}\n\r\tAé"), (#""\ud83d\ude00""#, "😀"),
    (#""\u0000""#, "\0"), ("[]", []), ("{}", [:]), ("[1, [2] ,{}]", [1, [2], [:]]),
    (#"{"a":{"b":[null]},"":1}"#, ["a": ["b": [nil]], "": 1]), ("\u{FEFF}{}", [:]),
    (#"{"a":1,"a":2}"#, ["a": 2]),
  ]

  @Test(arguments: texts)
  func `what is JSON`(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "01", "-", "-01", "+1", ".5", "5.", "1e", "1e+", "0x10", "NaN",
    "Infinity", "1e309",
    "-1e400", "\"", "\"a", "\"\\\"", #""\x""#, #""\u12""#, #""\u+123""#, #""\ud800""#, #""\ud800\u0041""#,
    #""\udc00""#, #""\ud800\ud800""#, "\"\n\"", "\"\0\"", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{",
    "{1:2}", "{\"a\"",
    "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "1 2", "[1]]", "// 1", "'a'",
  ])
  func `what is not`(text: String) {
    #expect(message(Data(text.utf8)).hasPrefix("this is not JSON: line 1, column ") || text.contains("\n"))
  }

  @Test func `trouble is told with its line, its column and what is there`() {
    #expect(
      message(Data("{\"a\": 1,\n  \"b\": nothing}".utf8))
        == "this is not JSON: line 2, column 8: expected a value, found \"nothing}\"")
    #expect(message(Data([0x22, 0xFF, 0x22])) == "this is not JSON: it is not UTF-8")
    #expect(
      message(Data("[1e999]".utf8)).contains(
        "column 2: expected a number up to 1.8e308 in size, found \"1e999]\""))
  }

  /// A tree of failed attempts for each value once made deep text take minutes.
  @Test(.timeLimit(.minutes(1))) func `depth costs no more than length, and has an end`() throws {
    let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    let many = "[" + Array(repeating: deep, count: 1_000).joined(separator: ",") + "]"
    #expect(try parse(many).array?.count == 1_000)
    for bracket in ["[", "{\"a\":"] {
      #expect(message(Data(String(repeating: bracket, count: 100_000).utf8)).contains("512 brackets"))
    }
  }

  @Test func `a number stays the one that was written`() throws {
    for text in [
      "12345678901234567890", "12345678901234567891", "-18446744073709551616", "1.2345678901234567891e-7",
      "1000000000000000000000000000000000000001", "4.9406564584124654e-325", "123456789012345678e9",
    ] {
      let value = try parse(text)
      #expect(try parse(value.canonicalText) == value)
      #expect(ExactNumber(value.canonicalText) == ExactNumber(text), "\(text) became \(value.canonicalText)")
    }
    // Different texts of one number are one value.
    for (left, right) in [
      ("12345678901234567890", "1234567890123456789e1"), ("0.10000000000000000", "1e-1"), ("1.50", "15e-1"),
      ("123456789012e7", "1234567890120000000"), ("0.1234567890123456789", "1234567890123456789e-19"),
    ] { #expect(try parse(left) == parse(right), "\(left), \(right)") }
    #expect(try parse("0.30000000000000004") == .number(0.1 + 0.2))
    #expect(try parse("12345678901234567890").double == 12345678901234567890.0)
    #expect(JSONValue(exactly: .max) == .exact("18446744073709551615"))
  }

  @Test func `every beginning of a text is refused, and none is read beyond its end`() {
    let text = Data(#"{"a":[1.5e3,true,null,"\u0041\n"],"b":{"c":-7}}"#.utf8)
    for count in 0..<text.count {
      #expect(throws: ConfigError.self) { try JSONValue(parsing: text.prefix(count)) }
    }
  }

  @Test func `canonical text comes back as it was`() throws {
    var random = SystemRandomNumberGenerator()
    func tree(_ depth: Int) -> JSONValue {
      switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &random) {
      case 0: .null
      case 1: .bool(.random(using: &random))
      case 2: .integer(.random(in: .min ... .max, using: &random))
      case 3: .number(.random(in: -1...1, using: &random))
      case 4:
        .string(
          String(
            String.UnicodeScalarView(
              (0..<8).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2_0000, using: &random)) })))
      case 5: .array((0..<4).map { _ in tree(depth - 1) })
      default: .object(Dictionary((0..<4).map { ("k\($0)", tree(depth - 1)) }) { $1 })
      }
    }
    for _ in 0..<500 {
      let value = tree(4)
      #expect(try parse(value.canonicalText) == value)
    }
  }
}
