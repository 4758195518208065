import Formats
import Testing

@Suite struct CSVTests {
  @Test(arguments: [
    ("angle", "angle"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", "\"two\nlines\""),
    ("", ""),
  ])
  func `a field is in quotes if it needs them`(text: String, field: String) {
    #expect(CSV.field(text) == field)
  }

  @Test func `an empty text can be told from nothing`() {
    #expect(CSV.field("", quotesEmpty: true) == "\"\"")
  }

  @Test func `a line has step, epoch and a value that reads back as it was`() {
    var text: [UInt8] = []
    let series = CSVSeries(["7", "angle, wide"], stepsPerEpoch: 600)
    series.append(600, 0.1 + 0.2, to: &text)
    series.append(601, nil, to: &text)
    CSVSeries([]).append(3, 1e-300, to: &text)
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    #expect(lines == ["7,\"angle, wide\",600,1,0.30000000000000004", "7,\"angle, wide\",601,2,", "3,1e-300"])
    #expect(Double("0.30000000000000004") == 0.1 + 0.2)
  }
}
