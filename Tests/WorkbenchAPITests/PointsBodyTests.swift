import Formats
import Foundation
import Store
import Testing
import Tracking

@testable import WorkbenchAPI

struct PointsBodyTests {
  private func body(_ text: String) throws -> PointsBody { try PointsBody(parsing: Data(text.utf8)) }

  /// The problems of a body, as `path: message`.
  private func problems(_ text: String) -> [String] {
    do {
      _ = try body(text)
      return []
    } catch let error as ConfigError {
      return error.problems.map { "\($0.path): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `series in any order of keys, with blanks, escapes and nulls`() throws {
    let body = try body(
      """
       { "series" : [ {"values":[2.5, null,-1e-3] , "unit":"\\u00b0C", "steps":[1,2, 30],"name":"loss","layer":null},
        {"name":"angle","layer":"layer1.0.conv2","steps":[],"values":[]} ] , "batch":"a \\"b\\" \u{1F600}"}\n
      """)
    #expect(body.batch?.text == "a \"b\" \u{1F600}")
    #expect(
      body.columns.map(\.metric) == [Metric("loss", unit: "°C"), Metric("angle", layer: "layer1.0.conv2")])
    #expect(body.columns[0].steps == [1, 2, 30])
    #expect(
      body.columns[0].values[0] == 2.5 && body.columns[0].values[1].isNaN
        && body.columns[0].values[2] == -1e-3)
    #expect(try self.body(#"{"series":[]}"#).columns.isEmpty)
    #expect(try self.body(#"{"series":[],"batch":null}"#).batch == nil)
  }

  @Test func `times are as many as steps, or none`() throws {
    func times(_ text: String) throws -> [Int]? {
      try body(#"{"series":[{"name":"a","steps":[1,2],"values":[1,2]\#(text)}]}"#).columns[0].times
    }
    #expect(try times("") == nil && times(#","times":null"#) == nil)
    #expect(try times(#","times":[0,1795960855233]"#) == [0, 1_795_960_855_233])
    for (text, words) in [
      ("[1]", "$.series[0].times: expected as many as steps, 2, found 1"),
      ("[1,-1]", "$.series[0].times[1]: expected milliseconds since 1970"),
      ("[1,2.5]", "$.series[0].times[1]: "),
    ] {
      let found = problems(#"{"series":[{"name":"a","steps":[1,2],"values":[1,2],"times":\#(text)}]}"#)
      #expect(found.count == 1 && found[0].hasPrefix(words), "\(found)")
    }
  }

  @Test func `the checksum tells bodies apart`() throws {
    let (one, same, other) = (
      #"{"batch":"a","series":[]}"#, #"{"batch":"a","series":[]}"#, #"{"batch":"a","series": []}"#
    )
    #expect(try body(one).batch == body(same).batch)
    #expect(try body(one).batch != body(other).batch)
  }

  @Test(arguments: [
    ("", "$: "), ("[]", "$: "), ("{", "$: "), ("null", "$: "), ("{}", "$.series: is missing"),
    (#"{"series":{}}"#, "$.series: "), (#"{"series":[}"#, "$.series[0]: "), (#"{"series":[]"#, "$: "),
    (#"{"series":[]}x"#, "$: "), (#"{"series":[]} {}"#, "$: "), (#"{"series":[],}"#, "$: "),
    (#"{"series":[],"series":[]}"#, "$.series: key \"series\" comes twice"),
    (#"{"serie":[]}"#, "$.serie: unknown key"), (#"{"batch":5,"series":[]}"#, "$.batch: "),
    (#"{"series":[{"steps":[],"values":[]}]}"#, "$.series[0].name: is missing"),
    (#"{"series":[{"name":"a","values":[]}]}"#, "$.series[0].steps: is missing"),
    (#"{"series":[{"name":"a","steps":[]}]}"#, "$.series[0].values: is missing"),
    (#"{"series":[{"name":5}]}"#, "$.series[0].name: "),
    (#"{"series":[{"names":"a"}]}"#, "$.series[0].names: "),
    (#"{"series":[{"name":"a","name":"b"}]}"#, "$.series[0].name: key \"name\" comes twice"),
    (#"{"series":[{"steps":5}]}"#, "$.series[0].steps: "),
    (#"{"series":[{"steps":[1.5]}]}"#, "$.series[0].steps[0]: "),
    (#"{"series":[{"steps":[1,"2"]}]}"#, "$.series[0].steps[1]: "),
    (#"{"series":[{"steps":[1 2]}]}"#, "$.series[0].steps[1]: "),
    (#"{"series":[{"values":[1,,2]}]}"#, "$.series[0].values[1]: "),
    (#"{"series":[{"values":[1,]}]}"#, "$.series[0].values[1]: "),
    (#"{"series":[{"values":[1,2"#, "$.series[0].values[2]: "),
    (#"{"series":[{"name":"abc"#, "$.series[0].name: "),
    (#"{"series":[{"name":"abc\"#, "$.series[0].name: "),
    (#"{"series":[{"name":"\x"}]}"#, "$.series[0].name: "),
    ("{\"series\":[{\"name\":\"a\nb\"}]}", "$.series[0].name: "),
    (#"{"series":[{"values":[true]}]}"#, "$.series[0].values[0]: "),
  ])
  func `each malformed body is refused at its place`(text: String, start: String) {
    let problems = problems(text)
    #expect(problems.count == 1 && problems[0].hasPrefix(start), "\(text): \(problems)")
  }

  @Test(arguments: ["NaN", "Infinity", "-Infinity", "nan", "inf"])
  func `NaN and infinities are answered with what to write`(word: String) {
    let problems = problems(#"{"series":[{"name":"a","steps":[1,2],"values":[0.5, \#(word)]}]}"#)
    #expect(problems.count == 1)
    #expect(problems[0].hasPrefix("$.series[0].values[1]: ") && problems[0].hasSuffix("write null"))
  }

  @Test func `every beginning of a body is refused, none is read beyond its end`() {
    let text =
      #"{"batch":"é\u00e9","series":[{"name":"loss","layer":"fc1","unit":null,"steps":[1,2],"values":[-1.5e-3,null]}]}"#
    #expect(problems(text).isEmpty)
    for count in 0..<text.utf8.count {
      #expect(throws: ConfigError.self) { try PointsBody(parsing: Data(text.utf8.prefix(count))) }
    }
  }

  @Test(arguments: ["[", "{\"series\":[", "{\"series\":[{\"values\":[[", "{\"a\":{"])
  func `no depth of brackets is gone into`(start: String) {
    #expect(problems(start + String(repeating: "[", count: 1_000_000)).count == 1)
    #expect(problems(String(repeating: start, count: 100_000)).count == 1)
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    let text = #"{"series":[{"name":"","steps":[],"values":[]}]}"#
    var bytes = Data(text.utf8)
    bytes.insert(contentsOf: [0xFF, 0xFE], at: 20)
    let error = #expect(throws: ConfigError.self) { try PointsBody(parsing: bytes) }
    #expect(error?.problems.map(\.expected) == ["a string of UTF-8 and known escapes"])
  }

  @Test func `everything that is wrong with names and numbers, at once, with the nearest that would do`() {
    let problems = problems(
      #"{"batch":"","series":[{"name":"Train/Loss (mean)","layer":"a b","unit":"","steps":[1,9007199254740993],"values":[1]}]}"#
    )
    #expect(problems.count == 6)
    for path in [
      "$.batch", "$.series[0].name", "$.series[0].layer", "$.series[0].unit", "$.series[0].values",
    ] {
      #expect(problems.contains { $0.hasPrefix(path + ": ") }, "\(path)")
    }
    #expect(problems.contains { $0.hasSuffix("try \"Train/Loss mean\"") })
    #expect(
      problems.contains {
        $0.hasPrefix("$.series[0].steps[1]: expected an integer from -2^53 to 2^53, found 9007199254740993")
      })
  }

  @Test func `a hundred thousand points are taken, one more is not; a thousand series, one more is not`()
    throws
  {
    func text(_ count: Int) -> String {
      let numbers = (1...count).map(String.init).joined(separator: ",")
      return #"{"series":[{"name":"a","steps":[\#(numbers)],"values":[\#(numbers)]}]}"#
    }
    #expect(try body(text(100_000)).columns[0].steps.count == 100_000)
    #expect(problems(text(100_001)).first?.contains("100000 at a time") == true)
    let series = Array(repeating: #"{"name":"a","steps":[],"values":[]}"#, count: 1_001)
    #expect(problems(#"{"series":[\#(series.dropFirst().joined(separator: ","))]}"#).isEmpty)
    #expect(
      problems(#"{"series":[\#(series.joined(separator: ","))]}"#).first?.contains("1000 series") == true)
  }

  @Test func `the body of a full batch of the longest numbers fits`() {
    // Two numbers, each with comma and blank: 2^53 and a double of 24 characters.
    #expect(PointsBody.pointLimit * (16 + 24 + 4) < PointsBody.byteLimit)
  }
}
