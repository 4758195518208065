import Foundation
import Testing
import TestSupport

/// The pages without a mouse.
@Suite(.serialized) struct KeyboardTests {
  @Test func `from the list to a zoomed chart and its table with keys alone`() async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(server.url) { browser in
      try await browser.show(in: .desk)
      try await browser.open(server.url)
      let rows = "document.querySelectorAll('.rows .row a').length"
      try await browser.wait(for: "the list", "return \(rows) > 5")
      try await browser.press("/")
      try await browser.press("f", "i", "g", "2")
      try await browser.wait(for: "three jobs", "return \(rows) === 3 && location.search === '?q=fig2'")
      try await browser.press("Tab")
      try await browser.press("j")
      try await browser.press("ArrowDown", "Space", "ArrowDown", "Space")
      try await browser.wait(
        for: "two that are picked",
        "return document.querySelector('.bulk')?.innerText.startsWith('2 jobs selected')")
      try await browser.tab(
        to:
          "return document.activeElement.innerText === 'Compare' && document.activeElement.closest('.bulk') !== null"
      )
      try await browser.press("Enter")
      try await browser.wait(
        for: "their curves", "return location.pathname === '/compare' && \(Browse.charts(atLeast: 3))")
      try await browser.tab(to: "return document.activeElement.matches('figure.chart')")
      try await browser.press("ArrowRight", "ArrowRight")
      try await browser.wait(
        for: "the values to be spoken",
        "return /iteration [0-9]+/.test(document.querySelector('.chart-grid > .unseen').innerText)")
      try await browser.press("l")
      try await browser.wait(for: "a logarithmic axis", "return location.search.includes('log=')")
      try await browser.press("+")
      try await browser.wait(for: "a zoom", "return location.search.includes('zoom=')")
      try await browser.press("0")
      try await browser.wait(for: "all of it", "return !location.search.includes('zoom=')")
      try await browser.press("t")
      try await browser.wait(for: "a table", "return document.querySelector('dialog[open] table') !== null")
      try await browser.press("Escape")
      try await browser.wait(for: "the chart", "return document.querySelector('dialog[open]') === null")
      // Whoever closes something is where they were before.
      #expect(try await browser.run("return document.activeElement.matches('figure.chart')") as? Bool == true)
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `the first Tab leads past the header, and the view stays`() async throws {
    let server = try await TrainedServer.shared.server()
    let address = "\(server.url)/compare?experiment=fig2&x=epoch"
    try await WebDriver.visit(URL(string: address)!) { browser in
      try await browser.wait(for: "the curves", "return \(Browse.charts(atLeast: 3))")
      try await browser.press("Tab", "Enter")
      try await browser.wait(for: "the page itself", "return document.activeElement.id === 'page'")
      #expect(try await browser.run("return location.href") as? String == address)
      try await browser.press("Tab")
      #expect(
        try await browser.run("return document.activeElement.closest('main') !== null") as? Bool == true)
    }
  }

  @Test(arguments: PageTests.pages)
  func `the focus is seen wherever it goes`(page: PageTests.Page) async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(URL(string: "\(server.url)/\(page.address)")!) { browser in
      try await browser.wait(for: page.address, seconds: 60, "return \(page.isThere)")
      var unseen: [String] = []
      for _ in 1...40 {
        try await browser.press("Tab")
        let found = try await browser.run(
          """
          const one = document.activeElement;
          if (one === document.body) return '';
          const style = getComputedStyle(one);
          const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
          const box = one.getBoundingClientRect();
          // The editor's caret shows it, and the box around it.
          const isEditor = one.closest('.CodeMirror') !== null;
          return (ring || isEditor) && box.width > 0 ? '' : one.outerHTML.slice(0, 100);
          """)
        if let text = found as? String, !text.isEmpty { unseen.append(text) }
      }
      #expect(unseen == [])
    }
  }
}
