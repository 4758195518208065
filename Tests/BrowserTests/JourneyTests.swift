import Foundation
import Testing
import TestSupport

/// What people come for, with the clicks that it takes.
@Suite(.serialized) struct JourneyTests {
  @Test func `Figure 2 with its bands is what a link to an experiment's alignment shows`() async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(URL(string: "\(server.url)/alignment?experiment=fig2")!) { browser in
      try await browser.wait(for: "a panel per method", "return \(Browse.charts(atLeast: 2))")
      let text = try await browser.run("return document.querySelector('main').innerText") as? String ?? ""
      #expect(text.contains("dfa") && text.contains("dkp") && text.contains("s.d."))
      #expect(text.contains("fc1") && text.contains("fc4"))
    }
  }

  @Test func `Table 1 is one click from the start page, the best run one, an SVG two, an SQL answer two`()
    async throws
  {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(server.url) { browser in
      let start = { try await browser.open(server.url) }
      let rows = "document.querySelectorAll('.rows .row a').length > 5"
      try await browser.wait(for: "the start page", "return \(rows)")
      try await browser.click("#nav a", "Results")
      try await browser.wait(for: "the table", "return /±/.test(document.querySelector('main').innerText)")

      try await start()
      try await browser.wait(for: "the start page", "return \(rows)")
      try await browser.click("[data-column=best] button")
      try await browser.wait(
        for: "the best one on top",
        "return document.querySelector('[data-column=best]').getAttribute('aria-sort') === 'descending'")
      let best =
        try await browser.run("return document.querySelector('.rows .row [data-column=best]').innerText")
        as? String
      let stored = try await server.get("/api/v1/jobs/rows?sort=best&limit=1").json()["jobs"][0]["best"][
        "test_accuracy"
      ].double
      #expect(best.flatMap { Double($0.replacing("\u{202F}", with: "").replacing("%", with: "")) } != nil)
      #expect(stored != nil)

      try await browser.open(URL(string: "\(server.url)/compare?experiment=fig2")!)
      try await browser.wait(for: "the charts", "return \(Browse.charts(atLeast: 3))")
      try await browser.run(Browse.keepFiles)
      try await browser.click("figure.chart button[aria-haspopup]")
      try await browser.click("figure.chart .menu button", "SVG")
      try await browser.wait(
        for: "the SVG", "return Object.keys(window.saved).some((name) => name.endsWith('.svg'))")

      try await browser.open(URL(string: "\(server.url)/sql")!)
      try await browser.wait(for: "the editor", "return document.querySelector('.sql-editor') !== null")
      try await browser.click("main button", "Examples")
      try await browser.click("main .menu:popover-open button")
      try await browser.wait(
        for: "an answer", "return / rows? in /.test(document.querySelector('main').innerText)")
    }
  }
}
