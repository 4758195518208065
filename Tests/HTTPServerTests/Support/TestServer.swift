import Foundation
import HTTPServer
import Logging

extension Server {
  /// A server on a free port of the loopback interface that logs nothing, with one handler for every request.
  static func test(
    host: String = "127.0.0.1", logger: Logger = .silent,
    configure: (inout Configuration) -> Void = { _ in }, handler: @escaping Handler
  ) throws -> Server {
    try test(host: host, logger: logger, configure: configure, router: Router(fallback: Route(handler)))
  }

  static func test(
    host: String = "127.0.0.1", logger: Logger = .silent,
    configure: (inout Configuration) -> Void = { _ in }, router: Router
  ) throws -> Server {
    var configuration = Configuration(address: try Address(host: host, port: 0))
    configuration.stopTimeout = 2
    configure(&configuration)
    return try Server(configuration, logger: logger, router: router)
  }
}

extension Logger {
  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// A folder that is gone with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "bearing-http-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, with the folders it needs.
  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    let file = path + "/" + name
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }
}
