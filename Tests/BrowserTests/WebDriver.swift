import Foundation
import TestSupport

/// A real headless Chromium, spoken to through chromedriver.
///
/// - Source: W3C WebDriver, <https://www.w3.org/TR/webdriver2/>.
final class WebDriver {
  private let driver: Process
  private let port: Int
  private let session: String

  /// Starts chromedriver on a free port and a browser window of 1400 x 1000.
  ///
  /// - Throws: ``ProcessError`` when either does not start.
  init() async throws {
    (driver, port) = try Self.startDriver()
    let capabilities: [String: Any] = [
      "capabilities": [
        "alwaysMatch": [
          "browserName": "chrome", "goog:loggingPrefs": ["browser": "ALL"],
          // No sandbox: tests may run as root, where Chromium has none.
          "goog:chromeOptions": [
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,1000"]
          ],
        ]
      ]
    ]
    let answer = try await Self.send("POST", "/session", capabilities, port: port)
    guard let id = (answer as? [String: Any])?["sessionId"] as? String else {
      kill(driver.processIdentifier, SIGKILL)
      throw ProcessError(description: "Chromium did not start: \(answer)")
    }
    session = id
  }

  /// Starts chromedriver on a free port.
  ///
  /// It takes a port that is free for IPv6 and needs the same one for IPv4; where another process, a browser's connection
  /// for instance, has that one, it leaves ("IPv4 port not available"), and the next try gets another port.
  private static func startDriver(tries: Int = 10) throws -> (driver: Process, port: Int) {
    var said = ""
    for _ in 0..<tries {
      let driver = Process()
      driver.executableURL = URL(filePath: "/usr/bin/env")
      driver.arguments = ["chromedriver", "--port=0"]
      let output = Pipe()
      driver.standardOutput = output
      driver.standardError = FileHandle.nullDevice
      try driver.run()
      said = ""
      while true {
        // "ChromeDriver was started successfully on port 43521."
        if let match = said.firstMatch(of: #/successfully on port (\d+)\./#) {
          return (driver, Int(match.1)!)
        }
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { break }
        said += String(decoding: more, as: UTF8.self)
      }
      driver.waitUntilExit()
      guard said.contains("port not available") else { break }
    }
    throw ProcessError(description: "chromedriver did not start:\n\(said)")
  }

  /// Opens a page in a browser of its own, which is closed afterwards, whatever happens.
  static func visit(_ url: URL, _ body: (WebDriver) async throws -> Void) async throws {
    let browser = try await WebDriver()
    do {
      try await browser.open(url)
      try await body(browser)
    } catch {
      await browser.quit()
      throw error
    }
    await browser.quit()
  }

  /// Closes the browser and the driver.
  func quit() async {
    _ = try? await Self.send("DELETE", "/session/\(session)", nil, port: port)
    // chromedriver does not heed SIGTERM; the browser has been closed by ending the session.
    kill(driver.processIdentifier, SIGKILL)
    driver.waitUntilExit()
  }

  func open(_ url: URL) async throws { try await call("url", ["url": url.absoluteString]) }

  /// Runs JavaScript, which may `return` a value of JSON's kinds.
  @discardableResult
  func run(_ script: String) async throws -> Any {
    try await call("execute/sync", ["script": script, "args": []])
  }

  /// Runs JavaScript until what it returns is true.
  func wait(for what: String, seconds: Double = 30, _ script: String) async throws {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if try await run(script) as? Bool == true { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    let page = try await run("return document.body.innerText") as? String ?? ""
    throw ProcessError(description: "waited \(Int(seconds)) s in vain for \(what); the page says:\n\(page)")
  }

  /// What the page has written to the console at level SEVERE: script errors, failed loads.
  func errors() async throws -> [String] {
    let entries = try await call("se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.filter { $0["level"] as? String == "SEVERE" }.compactMap { $0["message"] as? String }
  }

  @discardableResult
  func call(_ path: String, _ body: [String: Any]) async throws -> Any {
    try await Self.send("POST", "/session/\(session)/\(path)", body, port: port)
  }

  /// What a GET of the protocol gives.
  func value(_ path: String) async throws -> Any {
    try await Self.send("GET", "/session/\(session)/\(path)", nil, port: port)
  }

  private static func send(_ method: String, _ path: String, _ body: [String: Any]?, port: Int) async throws
    -> Any
  {
    let data = try body.map { try JSONSerialization.data(withJSONObject: $0) }
    let answer = try RawHTTP.send(method, path, port: port, body: data)
    let value = (try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])?["value"] ?? NSNull()
    guard answer.status == 200 else {
      throw ProcessError(description: "WebDriver \(method) \(path): \(value)")
    }
    return value
  }
}
