import Foundation
import Testing
import TestSupport

/// Every page as somebody finds it: in both themes, on a phone, with what a screen reader and a keyboard need.
@Suite(.serialized) struct PageTests {
  /// Its address, and JavaScript that is true once it shows what it is about.
  struct Page: CustomTestStringConvertible, Sendable {
    let address: String
    let isThere: String
    var testDescription: String { address }
  }

  static let pages = [
    Page(address: "", isThere: "document.querySelectorAll('[role=grid] .row a').length > 5"),
    Page(address: "compare?experiment=fig2", isThere: Browse.charts(atLeast: 3)),
    Page(address: "alignment?experiment=fig2", isThere: Browse.charts(atLeast: 2)),
    Page(
      address: "results?experiment=fig2",
      isThere: "/±/.test(document.querySelector('main').innerText)"),
    Page(address: "run?id=1", isThere: Browse.charts(atLeast: 3)),
    Page(address: "new", isThere: "document.querySelectorAll('main input, main select').length > 20"),
    Page(
      address: "sql?q=select%20count(*)%20as%20n%20from%20runs",
      isThere: "/1 row/.test(document.querySelector('main').innerText)"),
  ]

  @Test(arguments: pages)
  func `a page is readable in both themes and on a phone, and asks nobody else`(page: Page) async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(server.url) { browser in
      for window in [WebDriver.Window.desk, .night, .phone] {
        try await browser.show(in: window)
        try await browser.open(URL(string: "\(server.url)/\(page.address)")!)
        try await browser.wait(for: "\(page.address)", seconds: 60, "return \(page.isThere)")
        let wide = "return document.documentElement.scrollWidth > innerWidth"
        #expect(try await browser.run(wide) as? Bool == false, "it scrolls sideways at \(window.width)")
        let found = try await Accessibility.violations(on: browser)
        #expect(found == [], "at \(window)")
        if window.isTouch { #expect(try await browser.run(Browse.smallTargets) as? [String] == []) }
      }
      let foreign =
        "performance.getEntriesByType('resource').filter((one) => !one.name.startsWith(location.origin))"
      #expect(try await browser.run("return \(foreign).length") as? Int == 0)
      #expect(try await browser.run("return document.title") as? String != "Bearing")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `every page is reached by its link, by its key, and by Back`() async throws {
    let server = try await TrainedServer.shared.server()
    try await WebDriver.visit(server.url) { browser in
      try await browser.wait(for: "the overview", "return \(Self.pages[0].isThere)")
      let path = "return location.pathname"
      for (word, place) in [
        ("Compare", "/compare"), ("Alignment", "/alignment"), ("Results", "/results"), ("SQL", "/sql"),
      ] {
        try await browser.click("#nav a", word)
        try await browser.wait(for: word, "return location.pathname === '\(place)'")
        try await browser.wait(
          for: "its mark", "return document.querySelector('#nav [aria-current]')?.innerText === '\(word)'")
      }
      try await browser.run("history.back()")
      try await browser.wait(for: "the page before", "return location.pathname === '/results'")
      try await browser.run("document.activeElement.blur()")
      try await browser.press("1")
      try await browser.wait(for: "the overview", "return location.pathname === '/'")
      try await browser.press("?")
      try await browser.wait(
        for: "the keys", "return document.querySelector('dialog[open]')?.innerText.includes('new job')")
      try await browser.press("Escape")
      // While it is open, keys are its own.
      try await browser.wait(for: "no keys", "return document.querySelector('dialog[open]') === null")
      try await browser.press("n")
      try await browser.wait(for: "the form", "return \(Self.pages[5].isThere)")
      #expect(try await browser.run(path) as? String == "/new")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `the policy allows no script and no style but from files`() async throws {
    let server = try await TrainedServer.shared.server()
    for page in ["", "compare", "run", "sql"] {
      let policy = try #require(try await server.get("/" + page)["Content-Security-Policy"])
      #expect(!policy.contains("unsafe") && policy.contains("default-src 'self'"))
    }
    #expect(try await server.get("/no-such-page").status == 404)
  }
}

/// What tests look for on pages.
enum Browse {
  /// JavaScript that is true once so many charts have drawn points.
  static func charts(atLeast count: Int) -> String {
    "[...document.querySelectorAll('figure.chart')].filter((one) => Number(one.dataset.points) > 0).length >= \(count)"
  }

  /// The chart of a metric of the whole network.
  static func chart(_ metric: String) -> String { "figure.chart[data-key^='[\"\(metric)\"']" }

  /// Points that it has drawn.
  static func points(_ metric: String) -> String {
    "Number(document.querySelector(`\(chart(metric))`)?.dataset.points ?? 0)"
  }

  /// What can be pressed and is smaller than a finger hits: 24 px is WCAG 2.2's least (2.5.8), which spares links in a line
  /// of text. A box's label is part of it.
  static let smallTargets = """
    return [...document.querySelectorAll('button, input, select, summary, .button, .pick')].filter((one) => {
      if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      const box = (one.closest('label, .pick') ?? one).getBoundingClientRect();
      return box.width > 1 && (box.width < 23.9 || box.height < 23.9);
    }).map((one) => one.outerHTML.slice(0, 100));
    """

  /// Collects what the page saves as files, as text, in `window.saved`, by name.
  static let keepFiles = """
    window.saved = {};
    const blobs = new Map();
    URL.createObjectURL = (blob) => { const name = 'blob:' + blobs.size; blobs.set(name, blob); return name; };
    HTMLAnchorElement.prototype.click = function () {
      blobs.get(this.getAttribute('href'))?.text().then((text) => { window.saved[this.download] = text; });
    };
    """
}
