/// Why a server cannot start. What to do about it, whoever starts it knows.
package enum ServerError: Error, Equatable, CustomStringConvertible {
  case unknownHost(String, reason: String)
  case cannotListen(host: String, port: UInt16, reason: String)
  case cannotStart(host: String, port: UInt16)

  package var description: String {
    switch self {
    case .unknownHost(let host, let reason):
      "the host \"\(host)\" is unknown (\(reason))"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason)"
    case .cannotStart(let host, let port):
      "the HTTP library refused to start on \(host) port \(port); its log line above says why"
    }
  }
}
