import Foundation
import Testing
import TestSupport

/// What runs that are trained elsewhere may log, on the page.
@Suite(.serialized) struct OutsideRunTests {
  private let loss = ".chart[data-metric=loss]"

  private func points(_ chart: String) -> String {
    "Number(document.querySelector('\(chart)')?.dataset.points)"
  }

  /// Opens a run and logs one series.
  ///
  /// - Returns: its id.
  private func run(
    _ server: ServerProcess, _ name: String = "loss", steps: [Int], values: [String], keys: String = ""
  ) async throws -> Int {
    let opened = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"toy","experiment":"outside"\#(keys)}"#)
    let id = try #require(try opened.json()["id"].integer)
    try await log(server, id, name, steps: steps, values: values)
    return id
  }

  private func log(
    _ server: ServerProcess, _ run: Int, _ name: String, steps: [Int], values: [String]
  ) async throws {
    let (steps, values) = (steps.map(String.init), values)
    let answer = try await server.post(
      "/api/v1/runs/\(run)/metrics",
      #"{"series":[{"name":"\#(name)","steps":[\#(steps.joined(separator: ","))],"#
        + #""values":[\#(values.joined(separator: ","))]}]}"#)
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test func `values that differ in their last digit, and any others, leave the page alive`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let near = ["0.3", "0.30000000000000004", "0.3", "0.30000000000000004"]
    let series: [(name: String, values: [String])] = [
      ("loss", near), ("accuracy", Array(repeating: "0.1", count: 1600)), ("test_accuracy", near),
      ("loss", ["-1.7e308", "1.7e308", "0"]), ("loss", ["5e-324", "1e-323"]), ("loss", ["4e30", "1e-30"]),
      ("accuracy", ["85.5", "91"]), ("loss", ["1e17", "100000000000000016"]),
    ]
    for (name, values) in series {
      _ = try await run(
        server, name, steps: Array(1...values.count), values: values, keys: #","steps":\#(values.count + 1)"#)
    }
    try await WebDriver.visit(server.url) { browser in
      for (id, one) in series.enumerated() {
        for options in ["", "&log=1", "&ema=0.9&x=epoch"] {
          try await browser.open(URL(string: "\(server.url)/?runs=\(id + 1)\(options)")!)
          let chart = ".chart[data-metric=\(one.name)]"
          let negative = one.values[0].hasPrefix("-") && options == "&log=1"
          try await browser.wait(
            for: "\(one) \(options)",
            "return \(points(chart)) >= \(negative ? 1 : min(one.values.count, 2))")
          let labels =
            "[...document.querySelectorAll('\(chart) .dygraph-axis-label')].map((one) => one.innerText)"
          #expect(
            try await browser.run("return \(labels).some((text) => text.includes('NaN'))") as? Bool == false)
        }
      }
      #expect(try await browser.errors().isEmpty)
    }
  }

  @Test func `values that are not numbers are marked and counted in a reduced series, and are no divergence`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let values = (1...20_000).map { [777, 778, 15_000].contains($0) ? "null" : String(1 / Double($0)) }
    let id = try await run(server, steps: Array(1...20_000), values: values)
    _ = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"succeeded"}"#)
    let failed = try await run(server, steps: [1, 2, 3], values: ["1", "null", "null"])
    _ = try await server.post("/api/v1/runs/\(failed)/finish", #"{"status":"failed","error":"no more"}"#)
    try await WebDriver.visit(URL(string: "\(server.url)/?runs=\(id),\(failed)&group=run")!) { browser in
      try await browser.wait(for: "the curves", "return \(points(loss)) > 100")
      let note = "document.querySelector('\(loss) .note').innerText"
      #expect((try await browser.run("return \(note)") as? String)?.contains("5 NaN") == true)
      let word = { (run: Int) in
        "return document.querySelector('#jobs [data-run=\"\(run)\"] .value').innerText"
      }
      #expect(try await browser.run(word(id)) as? String == "succeeded")
      #expect(try await browser.run(word(failed)) as? String == "diverged @ 2")
      // Those of a line that is switched off do not count.
      try await browser.run("document.querySelector('#legend button:nth-child(2)').click()")
      try await browser.wait(for: "one line", "return \(note).includes('3 NaN')")
    }
  }

  @Test func `points that come late appear on an open page, and corrected values are drawn`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let id = try await run(server, "test_accuracy", steps: [100, 200, 500], values: ["0.5", "0.6", "0.8"])
    try await WebDriver.visit(server.url) { browser in
      let chart = ".chart[data-metric=test_accuracy]"
      try await browser.wait(for: "three points", "return \(points(chart)) === 3")
      try await log(server, id, "test_accuracy", steps: [300, 400], values: ["0.7", "0.75"])
      try await browser.wait(for: "the two between", "return \(points(chart)) === 5")
      try await log(server, id, "test_accuracy", steps: [500, 600], values: ["0.1234", "0.9"])
      try await browser.wait(for: "the newest", "return \(points(chart)) === 6")
      // The keys of a chart read its values: End is step 600, one to the left the corrected one.
      try await browser.run(
        """
        const chart = document.querySelector('\(chart)');
        for (const key of ['End', 'ArrowLeft']) chart.dispatchEvent(new KeyboardEvent('keydown', {key}));
        """)
      try await browser.wait(
        for: "the corrected value",
        "return document.querySelector('\(chart) .tip').textContent.includes('0.1234')")
      #expect(try await browser.errors().isEmpty)
    }
  }

  @Test func `a run of a length nobody has told is at a step, and says when its last point came`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let id = try await run(server, steps: Array(1...1234), values: Array(repeating: "1", count: 1234))
    try await WebDriver.visit(server.url) { browser in
      let card = "document.querySelector('#jobs [data-job]')"
      try await browser.wait(
        for: "its card", "return \(card)?.innerText.includes('step 1\\u202f234') ?? false")
      #expect(try await browser.run("return \(card).innerText.includes('%')") as? Bool == false)
      #expect(
        try await browser.run("return /last point (just now|\\d+ \\w+ ago)/.test(\(card).innerText)") as? Bool
          == true)
      let bar = "document.querySelector('#jobs .progress')"
      #expect(
        try await browser.run("return !\(bar).hidden && !\(bar).hasAttribute('aria-valuenow')") as? Bool
          == true)
      _ = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"succeeded"}"#)
      try await browser.wait(for: "its end", "return \(card).dataset.status === 'succeeded'")
      try await browser.wait(
        for: "no more of its last point", "return !\(card).innerText.includes('last point')")
      #expect(try await browser.errors().isEmpty)
    }
  }
}
