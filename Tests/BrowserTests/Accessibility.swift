import Foundation
import TestSupport

/// What axe-core finds wrong with a page: contrast, labels, roles.
///
/// - Source: axe-core, which `make test` installs from PyPI below the build folder.
enum Accessibility {
  /// - Returns: a line for each rule that is broken, with where; empty where none is.
  /// - Throws: ``ProcessError`` when axe is not installed.
  static func violations(on browser: WebDriver) async throws -> [String] {
    let file = Fixtures.root.appending(path: ".build/axe/axe_playwright_python/axe.min.js")
    guard let axe = try? String(contentsOf: file, encoding: .utf8) else {
      throw ProcessError(description: "there is no \(file.path); type: make axe")
    }
    try await browser.run(axe + "\nwindow.axeResult = null;")
    try await browser.run(
      """
      axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})
        .then((result) => { window.axeResult = result.violations.map((rule) =>
          `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 5).map((node) => node.target.join(' ') + ' ' + node.any.map((one) => one.message).join('; ')).join(' | ')}`); })
        .catch((error) => { window.axeResult = [`axe failed: ${error}`]; });
      """)
    try await browser.wait(for: "axe's verdict", "return window.axeResult !== null")
    return try await browser.run("return window.axeResult") as? [String] ?? ["axe gave no list"]
  }
}
