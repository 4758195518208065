import Foundation
import Testing
import TestSupport

/// Pictures of the pages, of a real run on Fashion-MNIST: `make screenshots` takes them.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["SCREENSHOTS"] != nil))
struct ScreenshotTests {
  @Test func `pictures of the pages`() async throws {
    let folder = Fixtures.root.appending(
      path: ProcessInfo.processInfo.environment["SCREENSHOTS"] ?? ".build/pictures")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let server = try ServerProcess()
    for method in ["dfa", "dkp", "bp"] {
      let answer = try await server.post(
        "/api/v1/jobs",
        #"{"dataset":"fashion-mnist","network":{"name":"fc5","width":128},"method":"\#(method)","epochs":5,"trials":3,"#
          + #""experiment":"fig2","name":"figure 2, \#(method)"}"#)
      #expect(answer.status == 201, "\(answer.text)")
    }
    try await server.wait(for: "the runs", seconds: 900) {
      let jobs = try await server.get("/api/v1/jobs").json()["jobs"].list
      return jobs.allSatisfy { $0["status"].string == "succeeded" } ? true : nil
    }
    let pages = [
      ("overview", ""), ("compare", "compare?experiment=fig2"), ("alignment", "alignment?experiment=fig2"),
      ("results", "results?experiment=fig2"), ("run", "run?id=4"), ("new", "new"),
      ("sql", "sql?q=select%20*%20from%20results"),
    ]
    try await WebDriver.visit(server.url) { browser in
      for (theme, window) in [("light", WebDriver.Window.desk), ("dark", .night)] {
        try await browser.show(in: window)
        for (name, address) in pages {
          try await browser.open(URL(string: "\(server.url)/\(address)")!)
          try await browser.wait(for: name, "return document.querySelector('main').innerText.length > 200")
          try await browser.wait(
            for: "its estimate, its tables",
            "return !/Reading|What it would take\\s*As JSON/.test(document.querySelector('main').innerText)")
          // Charts that come one after the other.
          try await browser.wait(
            for: "its charts",
            "return [...document.querySelectorAll('figure.chart')].every((one) => one.dataset.points !== '0' || !one.checkVisibility() || one.getBoundingClientRect().top > innerHeight)"
          )
          try await browser.screenshot().write(to: folder.appending(path: "\(name)-\(theme).png"))
        }
      }
    }
  }
}
