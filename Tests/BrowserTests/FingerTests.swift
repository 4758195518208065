import Foundation
import Testing
import TestSupport

/// The pages under a finger, on a phone: nothing is hidden until a mouse hovers, and nothing final is a single tap.
@Suite(.serialized) struct FingerTests {
  @Test func `a tap on a chart shows its values, and neither it nor a swipe zooms`() async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(server.url) { browser in
      try await browser.show(in: .phone)
      try await browser.open(URL(string: "\(server.url)/compare?experiment=fig2")!)
      try await browser.wait(for: "a chart", "return \(Browse.charts(atLeast: 1))")
      let address = try await browser.run("return location.href") as? String
      try await browser.tap(Browse.chart("loss") + " .plot", x: 0.6, y: 0.5)
      try await browser.wait(
        for: "the values",
        "return /iteration [0-9]+/.test(document.querySelector('.plot-tip:not([hidden])')?.innerText ?? '')")
      try await browser.swipe(over: Browse.chart("loss") + " .plot", from: (0.3, 0.5), to: (0.7, 0.55))
      #expect(try await browser.run("return location.href") as? String == address)
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `what can be done to a job is seen without a mouse, and cancelling it takes a second tap`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let posted = try await server.post(
      "/api/v1/jobs", #"{"dataset":"fashion-mnist","network":"fc5","method":"dfa","epochs":1}"#)
    #expect(posted.status == 201, "\(posted.text)")
    try await WebDriver.visit(server.url) { browser in
      try await browser.show(in: .phone)
      try await browser.open(URL(string: "\(server.url)/run?id=1")!)
      try await browser.wait(for: "its actions", "return \(Self.seen("[data-action=cancel]")) === 1")
      for action in ["pause", "clone", "cancel"] {
        #expect(
          try await browser.run("return \(Self.seen("[data-action=\(action)]"))") as? Int == 1, "\(action)")
      }
      try await browser.tap("[data-action=cancel]", x: 0.5, y: 0.5)
      try await browser.wait(for: "the question", "return document.querySelector('dialog[open]') !== null")
      #expect(try await server.get("/api/v1/jobs/1").json()["status"].string == "queued")
      try await browser.tap("dialog[open] button.danger", x: 0.5, y: 0.5)
      try await browser.wait(
        for: "the end", "return document.querySelector('.run-head .badge')?.innerText === 'cancelled'")

      try await browser.open(server.url)
      try await browser.wait(for: "the list", "return \(Self.seen(".row [data-column=menu] button")) === 1")
      try await browser.tap(".row [data-column=menu] button", x: 0.5, y: 0.5)
      try await browser.wait(for: "its menu", "return \(Self.seen(".menu:popover-open button")) > 2")
      #expect(try await browser.errors() == [])
    }
  }

  /// JavaScript that counts the elements of a selector that somebody sees.
  private static func seen(_ selector: String) -> String {
    "[...document.querySelectorAll('\(selector)')].filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })).length"
  }
}
