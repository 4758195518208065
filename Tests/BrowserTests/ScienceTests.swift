import Foundation
import Testing
import TestSupport

/// What would mislead whoever reads a chart.
@Suite(.serialized) struct ScienceTests {
  private let tiny = Result { try TinyDataset() }

  private func train(_ server: ServerProcess, _ more: String) async throws {
    let answer = try await server.post(
      "/api/v1/jobs", #"{"dataset":"mnist","batch_size":20\#(more)}"#)
    guard answer.status == 201 else { throw ProcessError(description: answer.text) }
  }

  @Test func `a job by steps that ends within an epoch has its points where they are`() async throws {
    let server = try ServerProcess(arguments: ["--datasets", try tiny.get().root.path])
    // 200 pictures in batches of 20: an epoch is ten iterations.
    try await train(server, #","network":{"name":"fc5","width":16},"method":"dfa","steps":15"#)
    try await server.settle()
    try await WebDriver.visit(URL(string: "\(server.url)/compare?jobs=1&x=epoch")!) { browser in
      try await browser.wait(for: "its curve", "return \(Browse.points("loss")) === 15")
      try await browser.run("document.querySelector(`\(Browse.chart("loss"))`).focus()")
      let spoken = "document.querySelector('.chart-grid > .unseen').innerText"
      try await browser.press("End")
      try await browser.wait(for: "the end", "return /epoch 1.5\\b/.test(\(spoken))")
      for _ in 1...5 { try await browser.press("ArrowLeft") }
      try await browser.wait(for: "the tenth", "return /epoch 1(\\.0)?\\b(?!\\.)/.test(\(spoken))")
    }
  }

  @Test func `serial methods alone are dashed, and no failed run sets the axis`() async throws {
    let server = try ServerProcess(arguments: ["--datasets", try tiny.get().root.path])
    for method in ["bp", "fa", "kp", "dfa", "dkp", "drtp"] {
      try await train(
        server, #","network":{"name":"fc5","width":16},"method":"\#(method)","epochs":2,"name":"\#(method)""#)
    }
    try await train(
      server,
      #","network":{"name":"fc5","width":16},"method":"bp","epochs":2,"optimizer":{"name":"sgd","learning_rate":1000}"#
    )
    try await server.settle()
    try await WebDriver.visit(URL(string: "\(server.url)/compare?dataset=mnist&by=method")!) { browser in
      try await browser.wait(for: "the curves", "return \(Browse.points("loss")) >= 120")
      let looks =
        try await browser.run(
          """
          return [...document.querySelectorAll('.legend li')].map((one) =>
            [one.innerText.split(/\\s/)[0], one.querySelector('.swatch').look.dashed].join(' '));
          """) as? [String]
      #expect(
        Set(looks ?? []) == ["bp true", "fa true", "kp true", "dfa false", "dkp false", "drtp false"],
        "\(looks ?? [])")
      // Its first losses are beyond all others; it failed, so that it is in no mean and on no axis.
      try await browser.run(Browse.keepFiles)
      try await browser.click(Browse.chart("loss") + " button[aria-haspopup]")
      try await browser.click("figure.chart .menu button", "CSV of the lines")
      try await browser.wait(for: "the CSV", "return Object.values(window.saved).length > 0")
      let text = try await browser.run("return Object.values(window.saved)[0]") as? String ?? ""
      #expect(text.contains("dkp") && !text.contains("e+"), "\(text.prefix(400))")
      #expect(
        try await browser.run("return /failed/.test(document.querySelector('main').innerText)") as? Bool
          == true)
    }
  }

  @Test func `a clone has its job's network, and what is left out has its default`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let posted = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"fashion-mnist","network":{"name":"conv2","fc_norm":false},"method":"kp","steps":123,"seed":4503599627370495}"#
    )
    #expect(posted.status == 201, "\(posted.text)")
    try await WebDriver.visit(URL(string: "\(server.url)/new?clone=1")!) { browser in
      try await browser.wait(
        for: "the form", "return document.querySelector('main textarea')?.value.includes('dataset')")
      let config =
        try await browser.run("return document.querySelector('main textarea').value") as? String ?? ""
      for part in ["conv2", "\"kp\"", "123", "4503599627370495", "\"fc_norm\": false"] {
        #expect(config.contains(part), "\(part) in \(config)")
      }
      let shown =
        try await browser.run(
          "return [...document.querySelectorAll('main select, main input')].map((one) => one.value)")
        as? [String]
      for part in ["conv2", "kp", "123", "4503599627370495"] {
        #expect(shown?.contains(part) == true, "\(part) in \(shown ?? [])")
      }
    }
  }

  @Test func `the first job that the pages offer can be trained on this machine`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    try await WebDriver.visit(server.url) { browser in
      try await browser.wait(
        for: "the line", "return document.querySelector('.first code')?.innerText.includes('preset')")
      let line =
        try await browser.run("return document.querySelector('.first code').innerText") as? String ?? ""
      let body = try #require(line.firstMatch(of: /-d '(.*)'/)?.1)
      #expect(try await server.post("/api/v1/jobs", String(body)).status == 201, "\(body)")
      try await browser.open(URL(string: "\(server.url)/new")!)
      try await browser.wait(
        for: "the form", "return document.querySelector('main textarea')?.value.includes('dataset')")
      let config =
        try await browser.run("return document.querySelector('main textarea').value") as? String ?? ""
      let answer = try await server.post("/api/v1/jobs", config)
      #expect(answer.status == 201, "\(answer.text)")
    }
  }
}
