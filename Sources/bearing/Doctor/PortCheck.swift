import HTTPServer
import Logging

/// Whether the server can listen on its port.
struct PortCheck {
  let port: UInt16
  /// Process id of a server that uses the data directory, and then the port too, as a rule.
  let holder: Int32?

  func findings() -> [Finding] {
    do {
      let configuration = Server.Configuration(address: try Address(host: "127.0.0.1", port: port))
      let log = Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() }
      try Server(configuration, logger: log, router: Router()).stop()
      return [.ok("port \(port) is free")]
    } catch {
      if holder != nil { return [.ok("port \(port) is in use, as it is while a server runs")] }
      return [.warn(error.withAdvice, "start the server with another --port")]
    }
  }
}
