import Foundation

/// Refuses a request whose `Host` is not one of ours.
///
/// A page anywhere can point its own name at 127.0.0.1 ("DNS rebinding") and then read from a server there as if it
/// were its own; but its requests still carry that name.
package struct HostCheck: Gate {
  /// The names a server on the loopback interface is called by.
  package static let loopback = HostCheck(names: ["localhost", "127.0.0.1", "[::1]"])

  let names: [String]
  private let advice: String

  /// - Parameters:
  ///   - names: host names in lower case, without a port; any port is right, since a tunnel changes it.
  ///   - advice: a sentence for whoever came by another name, for example how to make it one of these.
  package init(names: [String], advice: String = "") {
    self.names = names
    self.advice = advice
  }

  /// Answers to the loopback names (a tunnel ends there), to what `address` was given as, to its number, or, when it
  /// stands for all of this machine's addresses, to each of them, and to `more`.
  ///
  /// - Parameters:
  ///   - more: names that the server is reached by, such as `lab7.example.org`.
  ///   - advice: as above.
  package init(listeningOn address: Address, more: [String] = [], advice: String = "") {
    let numbers = address.isWildcard ? Address.ofThisMachine : [address.number]
    var names = HostCheck.loopback.names
    for name in [address.host] + numbers + more {
      let name = HostCheck.written(name)
      if !names.contains(name) { names.append(name) }
    }
    self.init(names: names, advice: advice)
  }

  package func admit(_ request: Request) throws(Problem) {
    // Only HTTP/1.0 may leave `Host` out, which no browser speaks; the server has refused the rest. A proxy's form of
    // target names a host as well.
    for host in [request.authority, request.headers["Host"]].compactMap(\.self) {
      guard names.contains(HostCheck.name(in: host).lowercased()) else {
        throw Problem(
          status: 421,
          detail: "This server is not \"\(host)\"; it answers to \(names.joined(separator: ", "))."
            + (advice.isEmpty ? "" : " " + advice))
      }
    }
  }

  /// A name as a `Host` field has it: in lower case, an IPv6 address in brackets.
  private static func written(_ name: String) -> String {
    let bare = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    return (bare.contains(":") ? "[\(bare)]" : bare).lowercased()
  }

  /// `host` without its port: "localhost:8080" is "localhost", "[::1]:8080" is "[::1]".
  private static func name(in host: String) -> Substring {
    guard let colon = host.lastIndex(of: ":") else { return host[...] }
    let port = host[host.index(after: colon)...]
    return port.allSatisfy { $0.isASCII && $0.isNumber } ? host[..<colon] : host[...]
  }
}
