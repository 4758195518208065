/// Why a server cannot start.
package enum ServerError: Error, Equatable, CustomStringConvertible {
  case unknownHost(String, reason: String)
  case cannotListen(host: String, port: UInt16, reason: String)
  case cannotStart(host: String, port: UInt16)

  package var description: String {
    switch self {
    case .unknownHost(let host, let reason):
      "the host \"\(host)\" is unknown (\(reason)); try --host 127.0.0.1"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason); try another with --port \(ServerError.other(port)), "
        + "or --port 0 for any free one"
    case .cannotStart(let host, let port):
      "the HTTP library refused to start on \(host) port \(port); its log line above says why"
    }
  }

  /// A port that an ordinary user may listen on.
  private static func other(_ port: UInt16) -> UInt16 {
    port < 1024 || port == .max ? 8080 : port + 1
  }
}
