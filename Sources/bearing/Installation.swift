import ArgumentParser
import Compute
import Foundation
import HTTPServer
import Store

/// Finds the files that belong to the program: `web-static` and `migrations`.
enum Installation {
  /// - Parameters:
  ///   - name: `web-static` or `migrations`.
  ///   - given: where somebody says that it is, as it was typed; nil to look for it.
  /// - Returns: that place; else the folder under `../share/bearing` of an installed program; for one in a build folder, the folder
  ///   of that name at the package's root.
  /// - Throws: an error that lists where it looked.
  static func folder(_ name: String, given: String? = nil) throws -> String {
    if let given { return DataOptions.absolute(given) }
    let program = URL(filePath: programPath).deletingLastPathComponent()
    var places = [program.deletingLastPathComponent().appending(path: "share/bearing/\(name)")]
    var parent = program
    while parent.path != "/" {
      parent = parent.deletingLastPathComponent()
      if FileManager.default.fileExists(atPath: parent.appending(path: "Package.swift").path) {
        places.append(parent.appending(path: name))
        break
      }
    }
    for place in places {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue {
        return place.path
      }
    }
    throw Failure(
      "cannot find the folder \(name); looked in \(places.map(\.path).joined(separator: " and ")). "
        + "Give it with --\(name == "web-static" ? "web-root" : name) DIR")
  }

  /// The program's own file, links resolved.
  static var programPath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}

/// The versions of everything that takes part in a result.
enum Versions {
  static func all() -> [String: String] {
    [
      "bearing": Bearing.version, "swift": swift, "onednn": Device.libraryVersion,
      "libmicrohttpd": Server.libraryVersion, "sqlite": Store.libraryVersion,
      "system": ProcessInfo.processInfo.operatingSystemVersionString,
    ]
  }

  /// The compiler that built this program, as far as the language tells.
  private static var swift: String {
    #if swift(>=6.4)
      "6.4 or later"
    #elseif swift(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
