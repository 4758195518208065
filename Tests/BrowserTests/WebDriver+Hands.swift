import Foundation
import TestSupport

/// What a person does with a page: looks, points, types.
extension WebDriver {
  /// A person's window.
  struct Window: Sendable {
    var width = 1440
    var height = 900
    var isDark = false
    /// A finger in place of a mouse.
    var isTouch = false

    static let desk = Window()
    static let night = Window(isDark: true)
    static let phone = Window(width: 390, height: 844, isTouch: true)
  }

  /// Makes the page's own area so large, and the system's wishes these.
  func show(in window: Window) async throws {
    try await command(
      "Emulation.setDeviceMetricsOverride",
      ["width": window.width, "height": window.height, "deviceScaleFactor": 1, "mobile": window.isTouch])
    try await command("Emulation.setTouchEmulationEnabled", ["enabled": window.isTouch])
    try await command(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": window.isDark ? "dark" : "light"],
          ["name": "prefers-reduced-motion", "value": "reduce"],
        ]
      ])
  }

  /// Clicks the middle of the first element that a selector finds and whose text, if one is given, is or contains it.
  ///
  /// - Throws: ``ProcessError`` when there is none within 20 s, or when something else lies over it.
  func click(_ selector: String, _ text: String? = nil) async throws {
    let element = try await element(selector, text)
    // Not below the header, which stays.
    try await onElement(element, "arguments[0].scrollIntoView({block: 'center'});")
    try await call("element/\(element)/click", [:])
  }

  /// Puts text into a field, in place of what is there.
  func fill(_ selector: String, with text: String) async throws {
    let element = try await element(selector)
    try await call("element/\(element)/clear", [:])
    try await call("element/\(element)/value", ["text": text])
  }

  /// Presses keys one after the other, whatever has the focus: characters, or names such as `Tab` and `ArrowRight`.
  func press(_ keys: String...) async throws {
    let named = [
      "Tab": "\u{E004}", "Enter": "\u{E007}", "Escape": "\u{E00C}", "Space": " ", "ArrowLeft": "\u{E012}",
      "ArrowUp": "\u{E013}", "ArrowRight": "\u{E014}", "ArrowDown": "\u{E015}", "Home": "\u{E011}",
      "End": "\u{E010}",
      "Shift+Tab": "\u{E008}\u{E004}",
    ]
    var actions: [[String: Any]] = []
    for key in keys {
      let parts = (named[key] ?? key).map(String.init)
      actions += parts.map { ["type": "keyDown", "value": $0] }
      actions += parts.reversed().map { ["type": "keyUp", "value": $0] }
    }
    try await act(["type": "key", "id": "keyboard", "actions": actions])
  }

  /// Moves the mouse to a place of an element, in parts of its width and height from its left upper corner.
  func point(at selector: String, x: Double, y: Double) async throws {
    let place = try await place(selector, x, y)
    try await act(mouse([move(place)]))
  }

  /// Touches a place of an element with one finger, in parts of its width and height, and lifts it.
  func tap(_ selector: String, x: Double, y: Double) async throws {
    let place = try await place(selector, x, y)
    try await act([
      "type": "pointer", "id": "finger", "parameters": ["pointerType": "touch"],
      "actions": [move(place), ["type": "pointerDown", "button": 0], ["type": "pointerUp", "button": 0]],
    ])
  }

  /// Draws one finger over an element, from one place to another.
  func swipe(over selector: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double))
    async throws
  {
    let (from, to) = (try await place(selector, start.x, start.y), try await place(selector, end.x, end.y))
    try await act([
      "type": "pointer", "id": "finger", "parameters": ["pointerType": "touch"],
      "actions": [
        move(from), ["type": "pointerDown", "button": 0], move(to, milliseconds: 100),
        ["type": "pointerUp", "button": 0],
      ],
    ])
  }

  /// Presses Tab until a script says that the focus is there.
  ///
  /// - Throws: ``ProcessError`` after a hundred times.
  func tab(to isThere: String) async throws {
    for _ in 1...100 {
      try await press("Tab")
      if try await run(isThere) as? Bool == true { return }
    }
    let last = try await run("return document.activeElement.outerHTML.slice(0, 200)")
    throw ProcessError(description: "Tab does not come to where \(isThere); it is on \(last)")
  }

  /// Drags the mouse over an element, from one place to another, each in parts of its width and height.
  func drag(over selector: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double))
    async throws
  {
    let (from, to) = (try await place(selector, start.x, start.y), try await place(selector, end.x, end.y))
    try await act(
      mouse([
        move(from), ["type": "pointerDown", "button": 0], move(to, milliseconds: 100),
        ["type": "pointerUp", "button": 0],
      ]))
  }

  /// What is seen, as a PNG.
  func screenshot() async throws -> Data {
    guard let text = try await value("screenshot") as? String, let data = Data(base64Encoded: text) else {
      throw ProcessError(description: "Chromium gave no picture")
    }
    return data
  }

  /// A command of Chromium's own protocol.
  @discardableResult
  func command(_ name: String, _ parameters: [String: Any] = [:]) async throws -> Any {
    try await call("goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  private func element(_ selector: String, _ text: String? = nil) async throws -> String {
    let wanted = try JSONEncoder().encode([selector, text ?? ""])
    let script = """
      const [selector, text] = \(String(decoding: wanted, as: UTF8.self));
      const all = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
      const said = (one) => one.innerText.trim();
      return all.find((one) => said(one) === text) ?? all.find((one) => said(one).includes(text)) ?? null;
      """
    let end = Date().addingTimeInterval(20)
    repeat {
      // Its name in the protocol is fixed.
      if let found = try await run(script) as? [String: Any], let id = found.values.first as? String {
        return id
      }
    } while Date() < end
    throw ProcessError(
      description: "there is no \(selector) \(text.map { "with \"\($0)\"" } ?? "") to be seen")
  }

  private func place(_ selector: String, _ x: Double, _ y: Double) async throws -> (x: Int, y: Int) {
    let element = try await element(selector)
    let found = try await onElement(
      element,
      """
      arguments[0].scrollIntoView({block: 'center'});
      const box = arguments[0].getBoundingClientRect();
      return [box.x + box.width * arguments[1], box.y + box.height * arguments[2]];
      """, x, y)
    guard let place = found as? [Any], place.count == 2, let left = place[0] as? NSNumber,
      let top = place[1] as? NSNumber
    else { throw ProcessError(description: "\(selector) is nowhere: \(found)") }
    return (left.intValue, top.intValue)
  }

  /// Runs JavaScript whose first argument is an element, under the name that the protocol has for one.
  @discardableResult
  private func onElement(_ element: String, _ script: String, _ more: Double...) async throws -> Any {
    let named: Any = ["element-6066-11e4-a52e-4f735466cecf": element]
    return try await call("execute/sync", ["script": script, "args": [named] + more])
  }

  private func move(_ place: (x: Int, y: Int), milliseconds: Int = 0) -> [String: Any] {
    ["type": "pointerMove", "duration": milliseconds, "x": place.x, "y": place.y, "origin": "viewport"]
  }

  private func mouse(_ actions: [[String: Any]]) -> [String: Any] {
    ["type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"], "actions": actions]
  }

  private func act(_ source: [String: Any]) async throws { try await call("actions", ["actions": [source]]) }
}
