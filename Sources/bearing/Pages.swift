import HTTPServer
import Logging

/// What the server shows beside the API: the dashboard, and the libraries that its pages load.
enum Pages {
  /// The pages beside the first, each under its own name. All of them are `index.html`, which draws what its address names;
  /// one segment long, so that relative links lead to the same files from each.
  static let names = ["compare", "alignment", "results", "run", "new", "sql"]

  /// First segments of every address that is a page or a file of one.
  static let places = Set(names + ["vendor", "index.html", "icon.svg", "css", "js"])

  /// Adds the pages, and the libraries as far as they are installed: without one the dashboard does the rest, and says
  /// what is missing.
  ///
  /// - Parameter files: the folder of the dashboard.
  static func mount(_ files: StaticFiles, on router: inout Router, log: Logger) {
    for library in PageLibrary.all {
      guard let files = try? StaticFiles(root: library.folder) else {
        log.warning(
          "no \(library.use): \(library.folder) is missing; type: apt install \(library.package)")
        continue
      }
      router.mount(files, at: "/vendor/" + library.name)
    }
    router.mount(files, pages: names)
  }
}

/// A library in JavaScript, served below `vendor/` from where Debian installs it.
struct PageLibrary {
  let name: String
  /// What the dashboard lacks without it.
  let use: String
  /// Debian's package.
  let package: String
  /// A file that the pages load, by which an installed one is known.
  let file: String

  /// Where Debian puts it.
  var folder: String { "/usr/share/javascript/" + name }

  static let all = [
    PageLibrary(
      name: "codemirror", use: "SQL editor", package: "libjs-codemirror", file: "lib/codemirror.js")
  ]
}
