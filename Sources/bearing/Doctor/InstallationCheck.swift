import Compute
import Foundation
import HTTPServer
import Store

/// The libraries that the program runs with, and its own files.
enum InstallationCheck {
  static func findings() -> [Finding] {
    [
      library("oneDNN", Device.libraryVersion, atLeast: [2, 6], package: "libdnnl2"),
      library("libmicrohttpd", Server.libraryVersion, atLeast: [0, 9, 75], package: "libmicrohttpd12"),
      // Strict tables came with 3.37.
      library("SQLite", Store.libraryVersion, atLeast: [3, 37], package: "libsqlite3-0"),
      engine(), folder("web-static", option: "--web-root"), folder("migrations", option: "--migrations"),
    ] + PageLibrary.all.map(finding)
  }

  private static func library(
    _ name: String, _ version: String, atLeast: [Int], package: String
  ) -> Finding {
    let parts = version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
    guard parts.lexicographicallyPrecedes(atLeast) else { return .ok("\(name) \(version)") }
    let wanted = atLeast.map(String.init).joined(separator: ".")
    return .fail(
      "\(name) \(version) is older than \(wanted)", "Debian 12 has it; type: apt-get install \(package)")
  }

  /// oneDNN makes code when it runs: some systems forbid that.
  private static func engine() -> Finding {
    do {
      let device = try Device(threads: 1)
      let matrices = try (0..<3).map { _ in try Tensor(shape: [64, 64], on: device) }
      try MatrixProduct.operation(
        MatrixOperand(matrices[0]), MatrixOperand(matrices[1]), into: matrices[2], on: device
      ).run()
      return .ok("oneDNN multiplies matrices")
    } catch {
      return .fail(
        "oneDNN cannot multiply matrices: \(error)",
        "it makes machine code while it runs: allow that, in systemd with MemoryDenyWriteExecute=no")
    }
  }

  private static func folder(_ name: String, option: String) -> Finding {
    do {
      return .ok("\(name) in \(try Installation.folder(name))")
    } catch {
      return .fail(
        "no folder \(name) beside the program", "type: make install, or give it with \(option) DIR")
    }
  }

  private static func finding(_ library: PageLibrary) -> Finding {
    let file = library.folder + "/" + library.file
    return access(file, R_OK) == 0
      ? .ok("\(library.name) in \(library.folder)")
      : .warn(
        "the dashboard has no \(library.use): \(file) is missing", "type: apt-get install \(library.package)")
  }
}
