import Formats
import Foundation
import TestSupport
import Testing
import Training

@testable import Reproduction

struct ReportTests {
  @Test func `ticks are round and reach as far as the values`() {
    for (low, high) in [(0.0, 1), (88.2, 92.7), (0, 18_000), (-3, 4), (89.9, 89.95), (0, 7), (5, 5)] {
      let ticks = Ticks(from: low, to: high, about: 6)
      #expect(ticks.low <= low && ticks.high >= high, "\(low) to \(high): \(ticks.values)")
      #expect((2...13).contains(ticks.values.count), "\(ticks.values)")
      let texts = ticks.values.map { SVG.number($0, ticks.decimals) }
      #expect(Set(texts).count == texts.count, "\(texts)")
    }
    #expect(Ticks(from: 0, to: 18_000, about: 8).values.map { SVG.number($0, 0) }.last == "20000")
  }

  @Test func `a chart is well-formed, with a curve and a band for each method`() throws {
    let points = (0..<5).map { Chart.Point(x: Double($0), mean: 90 + Double($0), deviation: 0.5) }
    let chart = Chart(
      title: "a < b & c", xLabel: "epoch", yLabel: "per cent",
      curves: ["bp", "dkp"].map {
        Chart.Curve(label: $0, look: Look(method: $0, isDashed: $0 == "bp"), points: points)
      })
    let elements = try ReportPage(html: chart.svg).elements
    #expect(elements["path"] == 4 && chart.svg.contains("a &lt; b &amp; c"))
    #expect(chart.svg.contains("bearing-line bearing-bp bearing-serial"))
    #expect(!chart.svg.contains("nan") && !chart.svg.contains("inf"))
  }

  @Test func `colours are those of the pages`() throws {
    let palette = try String(
      contentsOf: Fixtures.root
        .appending(path: "web-static/js/math/palette.js"), encoding: .utf8)
    func list(_ name: String) throws -> [String] {
      let line = try #require(palette.split(separator: "\n").first { $0.contains("  \(name): [") })
      return line.matches(of: #/"(#[0-9a-f]{6})"/#).map { String($0.1) }
    }
    let (light, dark) = (try list("light"), try list("dark"))
    let methods = try #require(palette.firstMatch(of: #/METHODS = \{ (.*?) \}/#)).1
    for (method, index) in methods.matches(of: #/"?([a-z-]+)"?: (\d)/#).map({ (String($0.1), Int($0.2)!) }) {
      let own = try #require(Look.colours.first { $0.method == method }, "\(method)")
      #expect(own.light == light[index] && own.dark == dark[index], "\(method)")
    }
    #expect(Look.colours.count == 7)
  }

  @Test func `the pages print the paper's numbers as the program has them`() throws {
    let script = try String(
      contentsOf: Fixtures.root
        .appending(path: "web-static/js/math/published.js"), encoding: .utf8)
    var count = 0
    for table in PublishedTable.all {
      let part = try #require(script.components(separatedBy: "title: \"").first { $0.hasPrefix(table.title) })
      #expect(part.contains("epochs: \(table.epochs), trials: \(table.trials)"))
      for (dataset, column) in table.columns {
        let rest = try #require(part.components(separatedBy: "\"\(dataset)\": {\n").dropFirst().first)
        for (method, row) in column.rows {
          let line = try #require(rest.split(separator: "\n").first { $0.contains("\"\(method)\": {") })
          let numbers = line.matches(of: #/\[([0-9.]+), ([0-9.]+)\]/#).map { "\($0.1) ± \($0.2)" }
          #expect(numbers == [row.test.text, row.train.text], "\(dataset), \(method)")
          count += 1
        }
      }
    }
    #expect(count == 28)
  }

  @Test func `a table becomes Markdown and HTML, with the SQL of each row`() throws {
    let query = Query(sql: "select 1 < 2 as n")
    let report = Report(
      title: "A & B",
      blocks: [
        .heading("H"),
        .table(
          Report.Table(
            columns: [.text("method"), .text("rate"), .number("test %"), .text("here")],
            rows: [
              Report.Table.Row(cells: ["a | b", "1e-4", "91.50", "x"], queries: [query], tone: .good)
            ])),
        .code(title: "config", language: "json", "{\"a\": \"<b>\"}"),
      ])
    let markdown = report.markdown()
    #expect(markdown.hasPrefix("# A & B\n") && markdown.contains("| a \\| b | 1e-4 | 91.50 | x |"))
    #expect(markdown.contains("| --- | --- | ---: | --- |"))
    #expect(markdown.contains("a | b · 1e-4:\n\n```sql\nselect 1 < 2 as n\n```"))
    let html = report.html(tokens: ":root { --paper: #fff; }")
    let elements = try ReportPage(html: html).elements
    #expect(elements["table"] == 1 && elements["details"] == 2 && elements["h1"] == 1)
    #expect(
      html.contains("<td class=\"number\">91.50</td><td class=\"good\">x</td>")
        && html.contains("select 1 &lt; 2 as n;"))
  }
}
