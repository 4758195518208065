import Foundation
import Reproduction

/// The folder that a report is written to: `report.md`, `report.html` and `curves/*.svg`.
struct ReportFolder {
  let path: String
  /// The pages' colours, as CSS.
  private let tokens: String

  /// - Parameter webRoot: folder of the pages; nil for the one beside the program.
  /// - Throws: when it cannot be made or the pages cannot be found, before anything is trained.
  init(_ path: String, webRoot: String?) throws {
    self.path = DataOptions.absolute(path)
    let pages = try Installation.folder("web-static", given: webRoot)
    do {
      tokens = try String(contentsOfFile: pages + "/css/tokens.css", encoding: .utf8)
    } catch {
      throw Failure(
        "cannot read \(pages)/css/tokens.css: \(error.localizedDescription); give the pages with --web-root DIR"
      )
    }
    do {
      try FileManager.default.createDirectory(
        atPath: self.path + "/curves", withIntermediateDirectories: true)
    } catch {
      throw Failure(
        "cannot make the folder \(self.path): \(error.localizedDescription); choose another with --out DIR")
    }
  }

  /// Writes every file anew; pictures of an earlier report that this one has not are left.
  func write(_ report: Report) throws {
    try put(report.markdown(), "report.md")
    try put(report.html(tokens: tokens), "report.html")
    for (name, drawing) in report.pictures { try put(drawing.svg + "\n", "curves/\(name).svg") }
  }

  private func put(_ text: String, _ name: String) throws {
    do {
      try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    } catch {
      throw Failure("cannot write \(path)/\(name): \(error.localizedDescription)")
    }
  }
}
