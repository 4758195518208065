import Compute
import Foundation
import HTTPServer
import Store

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
