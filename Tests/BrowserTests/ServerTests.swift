import Foundation
import Testing
import TestSupport

/// What the pages do about the server: a token, a proxy in front, an end.
@Suite(.serialized) struct ServerTests {
  @Test func `a server that wants a token is asked for it, and told it until the tab is closed`() async throws
  {
    let tiny = try TinyDataset()
    let token = try TokenFile()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--token-file", token.path])
    _ = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dfa","epochs":3,"batch_size":20}"#,
      headers: token.header)
    try await WebDriver.visit(URL(string: "\(server.url)/compare?jobs=1")!) { browser in
      let asks = "document.querySelector('dialog.token[open]') !== null"
      try await browser.wait(for: "the question", "return \(asks)")
      func give(_ text: String) async throws {
        try await browser.fill("dialog.token input", with: text)
        try await browser.press("Enter")
      }
      try await give("wrong-wrong-wrong-wrong")
      try await browser.wait(
        for: "the answer to a wrong one",
        "return \(asks) && document.querySelector('#token-error')?.innerText !== ''")
      try await give(token.token)
      try await browser.wait(for: "its curve", "return \(Browse.points("loss")) > 3")
      #expect(try await browser.run("return document.cookie + location.search") as? String == "?jobs=1")
      // Loaded again, it knows the token still; stored points are saved with it, too.
      try await browser.open(URL(string: "\(server.url)/compare?jobs=1")!)
      try await browser.wait(for: "its curve", "return \(Browse.points("loss")) > 3")
      #expect(try await browser.run("return \(asks)") as? Bool == false)
      try await browser.run(Browse.keepFiles)
      try await browser.click(Browse.chart("loss") + " button[aria-haspopup]")
      try await browser.click("figure.chart .menu button", "CSV of every stored value")
      try await browser.wait(
        for: "the points",
        "return Object.values(window.saved).some((text) => text.startsWith('run,seed,metric'))")
    }
  }

  @Test func `the page says that it is stale when the server is gone, and goes on when it is back`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bearing-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(data: folder)
    try await WebDriver.visit(server.url) { browser in
      try await browser.wait(
        for: "a live page", "return document.querySelector('#connection').dataset.state === 'live'")
      server.kill(signal: SIGKILL)
      try await browser.wait(
        for: "the word stale",
        "return document.querySelector('#connection').innerText.includes('stale since')")
      let again = try ServerProcess(data: folder, arguments: ["--port", String(server.url.port!)])
      try await browser.wait(
        for: "life", "return document.querySelector('#connection').dataset.state === 'live'")
      try await browser.wait(
        for: "the word", "return document.querySelector('#toasts').innerText.includes('restarted')")
      again.kill(signal: SIGKILL)
    }
  }

  @Test func `below a prefix every file, call and link of a page is below it, too`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let run = try await OutsideRun(on: server, keys: #","steps":10"#)
    try await run.log("loss", ["3", "2", "1"])
    let proxy = try PrefixProxy(to: server, below: "/lab/bearing")
    let base = proxy.url.absoluteString
    try await WebDriver.visit(proxy.url) { browser in
      try await browser.wait(for: "the row", "return document.querySelectorAll('.rows .row a').length > 0")
      try await browser.click(".rows .row a")
      try await browser.wait(for: "its curve", "return \(Browse.points("loss")) === 3")
      #expect(
        (try await browser.run("return location.href") as? String)?.hasPrefix(base + "compare?") == true)
      for page in ["run?id=\(run.id)", "sql", "new", "results"] {
        try await browser.open(URL(string: base + page)!)
        try await browser.wait(for: page, "return document.querySelector('main').innerText.length > 40")
      }
      let outside =
        "performance.getEntriesByType('resource').filter((one) => !one.name.startsWith('\(base)'))"
      #expect(try await browser.run("return \(outside).length") as? Int == 0)
    }
    #expect(proxy.paths.allSatisfy { $0.hasPrefix("/lab/bearing/") })
  }

  @Test func `a page whose code does not come is said, and is there after a reload`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    try await WebDriver.visit(URL(string: "about:blank")!) { browser in
      try await browser.command("Network.enable")
      try await browser.command("Network.setBlockedURLs", ["urls": ["*/pages/sql.js"]])
      try await browser.open(server.url)
      try await browser.wait(for: "the overview", "return document.querySelector('.first') !== null")
      try await browser.click("#nav a", "SQL")
      try await browser.wait(
        for: "what is wrong",
        "return /SQL.*could not be loaded/.test(document.querySelector('#banner:not([hidden])')?.innerText ?? '')"
      )
      try await browser.command("Network.setBlockedURLs", ["urls": [String]()])
      try await browser.click("#banner button", "Reload the page")
      try await browser.wait(for: "the page", "return document.querySelector('.sql-editor') !== null")
      #expect(try await browser.run("return location.pathname") as? String == "/sql")
    }
  }
}
