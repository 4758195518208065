import Foundation
import Testing
import TestSupport

/// Two thousand runs at once.
@Suite(.serialized) struct ManyRunsTests {
  @Test func `two thousand runs are shown, kept in a short address and saved as CSV`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--workers", "0"])
    let rates = (1...40).map { "\(Double($0) / 1000)" }.joined(separator: ",")
    let posted = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dfa","steps":5,"trials":50,"#
        + #""experiment":"grid","sweep":{"optimizer.learning_rate":[\#(rates)]}}"#)
    #expect(posted.status == 201, "\(posted.text.prefix(500))")
    try await WebDriver.visit(server.url) { browser in
      let shown = "return document.querySelectorAll('#jobs .run').length === 2000"
      try await browser.wait(for: "the runs", shown)
      try await browser.run("document.querySelector('#jobs .experiment button').click()")
      #expect(
        try await browser.run("return location.href") as? String == "\(server.url)/?runs=1-2000")
      // Two polls with all of them, and the page is live; loaded again from its address, it shows the same.
      let polls =
        "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/metrics')).length"
      let before = try await browser.run("return \(polls)") as? Int ?? 0
      try await browser.wait(for: "two more polls", "return \(polls) >= \(before + 2)")
      let live = "document.querySelector('#connection').dataset.state === 'live'"
      #expect(try await browser.run("return \(live)") as? Bool == true)
      try await browser.open(URL(string: "\(server.url)/?runs=1-2000")!)
      try await browser.wait(for: "the runs", shown)
      try await browser.wait(
        for: "all of them chosen",
        "return document.querySelectorAll('#jobs .run input:checked').length === 2000")
      try await browser.run(
        """
        window.saved = '';
        URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return '#'; };
        document.querySelector('.chart[data-metric=loss] a[download]').click();
        """)
      try await browser.wait(for: "the points", "return window.saved.startsWith('run,seed,metric')")
      #expect(try await browser.run("return \(live)") as? Bool == true)
      #expect(try await browser.errors().isEmpty)
    }
  }
}
