import Foundation
import Testing
import TestSupport

/// Curves in a real browser: what is drawn is what is stored.
@Suite(.serialized) struct CompareTests {
  @Test func `curves grow while a run is trained elsewhere, and late and corrected points are drawn`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let run = try await OutsideRun(on: server)
    try await run.log("loss", 1...50) { 1 / Double($0) }
    try await WebDriver.visit(URL(string: "\(server.url)/compare?runs=\(run.id)")!) { browser in
      try await browser.wait(for: "its curve", "return \(Browse.points("loss")) === 50")
      try await run.log("loss", 61...80) { 1 / Double($0) }
      try await browser.wait(for: "the new points", seconds: 20, "return \(Browse.points("loss")) === 70")
      try await run.log("loss", 51...60) { 1 / Double($0) }
      try await browser.wait(for: "the late ones", seconds: 20, "return \(Browse.points("loss")) === 80")
      try await run.log("loss", 80...80) { _ in 0.1234 }
      try await browser.run("document.querySelector('figure.chart').focus()")
      try await browser.press("End")
      try await browser.wait(
        for: "the corrected value", seconds: 20,
        "return document.querySelector('figure.chart').innerText.includes('0.1234')")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `metrics of any name are drawn from any step on, and late ones below 0 come to open pages`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let run = try await OutsideRun(on: server)
    try await run.log("train/loss", -20...80) { 1 / Double($0 + 30) }
    try await run.log("val: loss", 0...5) { Double($0) }
    try await run.log("angle/fc1", 1...3) { Double($0) }
    let page =
      "\(server.url)/compare?runs=\(run.id)&metric=train%2Floss&metric=val%3A+loss&metric=angle%2Ffc1"
    try await WebDriver.visit(URL(string: page)!) { browser in
      for (name, count) in [("train/loss", 101), ("val: loss", 6), ("angle/fc1", 3)] {
        try await browser.wait(for: name, "return \(Browse.points(name)) === \(count)")
      }
      try await run.log("train/loss", -25 ... -24) { Double($0) }
      try await browser.wait(
        for: "the late ones", seconds: 20, "return \(Browse.points("train/loss")) === 103")
      try await browser.drag(over: Browse.chart("train/loss") + " .plot", from: (0.15, 0.5), to: (0.6, 0.52))
      try await browser.wait(for: "the zoom in the address", "return location.search.includes('zoom=-')")
      try await browser.wait(
        for: "fewer points",
        "return \(Browse.points("train/loss")) < 103 && \(Browse.points("train/loss")) > 1")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `a view has an address, Back undoes a zoom, and another window shows the same`() async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(server.url) { browser in
      try await browser.show(in: .desk)
      try await browser.open(URL(string: "\(server.url)/compare?experiment=fig2")!)
      try await browser.wait(for: "the charts", "return \(Browse.charts(atLeast: 3))")
      let all = try await browser.run("return \(Browse.points("loss"))") as? Int ?? 0
      try await browser.drag(over: Browse.chart("loss") + " .plot", from: (0.4, 0.5), to: (0.7, 0.52))
      try await browser.wait(for: "the zoom in the address", "return location.search.includes('zoom=')")
      try await browser.wait(for: "fewer points", "return \(Browse.points("loss")) < \(all)")
      let address = try #require(try await browser.run("return location.href") as? String)
      let zoomed = try await browser.run("return \(Browse.points("loss"))") as? Int
      try await browser.open(URL(string: address)!)
      try await browser.wait(for: "the same again", "return \(Browse.points("loss")) === \(zoomed ?? -1)")
      try await browser.run("history.back()")
      try await browser.wait(for: "all of it", "return \(Browse.points("loss")) === \(all)")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `the CSV of a chart is what the database has, and the SVG is well-formed and has its lines`()
    async throws
  {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(URL(string: "\(server.url)/compare?experiment=fig2&method=dkp")!) { browser in
      try await browser.wait(for: "the charts", "return \(Browse.charts(atLeast: 3))")
      try await browser.run(Browse.keepFiles)
      func choose(_ entry: String) async throws {
        try await browser.click(Browse.chart("loss") + " button[aria-haspopup]")
        try await browser.click("figure.chart .menu button", entry)
      }
      try await choose("CSV of every stored value")
      let stored =
        "Object.entries(window.saved).find(([name, text]) => name.endsWith('.csv') && text.startsWith('run,'))?.[1]"
      try await browser.wait(for: "the CSV", "return \(stored) !== undefined")
      let csv = try await browser.run("return \(stored)") as? String ?? ""
      let answer = try await server.post(
        "/api/v1/sql",
        #"{"query":"select run_id, step, value from metrics where experiment = 'fig2' and method = 'dkp' and metric = 'loss' order by run_id, step"}"#,
        headers: ["Accept": "text/csv"])
      func cells(_ text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      }
      let rows = cells(csv).map { [$0[0], $0[4], $0[6]] }
      #expect(rows.count == 90 && rows == cells(answer.text))
      try await choose("SVG")
      let picture = "Object.entries(window.saved).find(([name]) => name.endsWith('.svg'))?.[1]"
      try await browser.wait(for: "the SVG", "return \(picture) !== undefined")
      let found =
        try await browser.run(
          """
          const parsed = new DOMParser().parseFromString(\(picture), 'image/svg+xml');
          return [parsed.querySelector('parsererror') === null, parsed.querySelectorAll('path').length,
            parsed.documentElement.textContent.includes('dkp')];
          """) as? [Any]
      #expect(found?[0] as? Bool == true && (found?[1] as? Int ?? 0) > 2 && found?[2] as? Bool == true)
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `what is no number is marked and counted, and duplicates and failures are said`() async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(
      URL(string: "\(server.url)/compare?experiment=odd&metric=gradient_norm&metric=loss")!
    ) { browser in
      try await browser.wait(for: "a curve", "return \(Browse.points("loss")) > 0")
      try await browser.wait(
        for: "the NaN", "return /1 NaN/.test(document.querySelector(`\(Browse.chart("loss"))`).innerText)"
      )
      try await browser.wait(
        for: "who is left out", "return /failed/.test(document.querySelector('.legend').innerText)")
      // A metric of their own is among what is drawn or can be chosen.
      #expect(
        try await browser.run("return document.querySelector('main').innerText.includes('gradient_norm')")
          as? Bool == true)
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `values that differ in their last digit, and any others, leave the page alive`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let near = ["0.3", "0.30000000000000004", "0.3", "0.30000000000000004"]
    let lists = [
      near, Array(repeating: "0.1", count: 1600), ["-1.7e308", "1.7e308", "0"], ["5e-324", "1e-323"],
      ["4e30", "1e-30"],
      ["1e17", "100000000000000016"],
    ]
    var ids: [Int] = []
    for values in lists {
      let run = try await OutsideRun(on: server)
      try await run.log("loss", values)
      ids.append(run.id)
    }
    try await WebDriver.visit(server.url) { browser in
      for (id, values) in zip(ids, lists) {
        for options in ["", "&log=loss", "&ema=0.9&x=epoch"] {
          try await browser.open(URL(string: "\(server.url)/compare?runs=\(id)\(options)")!)
          try await browser.wait(
            for: "\(values.prefix(4)) \(options)", "return \(Browse.points("loss")) >= 1")
        }
      }
      #expect(try await browser.errors() == [])
    }
  }
}

/// A run that is trained elsewhere: by this test.
struct OutsideRun {
  let id: Int
  private let server: ServerProcess

  init(on server: ServerProcess, keys: String = "") async throws {
    self.server = server
    let opened = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"toy","experiment":"outside"\#(keys)}"#)
    guard let id = try opened.json()["id"].integer else { throw ProcessError(description: opened.text) }
    self.id = id
  }

  func log(_ name: String, _ steps: ClosedRange<Int>, _ value: (Int) -> Double) async throws {
    try await log(name, steps: Array(steps), steps.map { "\(value($0))" })
  }

  func log(_ name: String, _ values: [String]) async throws {
    try await log(name, steps: Array(1...values.count), values)
  }

  private func log(_ name: String, steps: [Int], _ values: [String]) async throws {
    let steps = steps.map(String.init).joined(separator: ",")
    let answer = try await server.post(
      "/api/v1/runs/\(id)/metrics",
      #"{"series":[{"name":"\#(name)","steps":[\#(steps)],"values":[\#(values.joined(separator: ","))]}]}"#)
    guard answer.status == 200 else { throw ProcessError(description: answer.text) }
  }

  func finish(_ status: String) async throws {
    _ = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"\#(status)"}"#)
  }
}
