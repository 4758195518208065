import Foundation
import Testing
import TestSupport

/// The page below a path of a proxy.
@Suite(.serialized) struct PrefixTests {
  @Test func `below a prefix every file, call and link of the page is below it, too`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let proxy = try PrefixProxy(to: server, below: "/lab/bearing")
    let base = proxy.url.absoluteString
    try await WebDriver.visit(proxy.url) { browser in
      try await browser.wait(
        for: "the command that queues a job",
        "return document.querySelector('#curl').textContent.startsWith('curl -X POST \(base)api/v1/jobs ')")
      let opened = try await server.post(
        "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"toy","steps":10}"#)
      let id = try #require(try opened.json()["id"].integer)
      _ = try await server.post(
        "/api/v1/runs/\(id)/metrics", #"{"series":[{"name":"loss","steps":[1,2,3],"values":[3,2,1]}]}"#)
      try await browser.wait(
        for: "its curve",
        "return Number(document.querySelector('.chart[data-metric=loss]')?.dataset.points) === 3")
      let csv = "document.querySelector('.chart[data-metric=loss] a[download]').href"
      #expect(
        try await browser.run("return \(csv)") as? String
          == base + "api/v1/metrics.csv?runs=\(id)&names=loss")
      try await browser.run("document.querySelector('#log').click()")
      #expect(try await browser.run("return location.href") as? String == base + "?log=1")
      try await browser.run("document.querySelector('#jobs [data-job] [data-action=cancel]').click()")
      try await browser.wait(
        for: "the cancellation", "return document.querySelector('#jobs .badge').textContent === 'cancelled'")
      let outside =
        "performance.getEntriesByType('resource').filter((one) => !one.name.startsWith('\(base)'))"
      #expect(try await browser.run("return \(outside).length") as? Int == 0)
      #expect(try await browser.errors().isEmpty)
    }
    #expect(proxy.paths.allSatisfy { $0.hasPrefix("/lab/bearing/") })
  }
}
