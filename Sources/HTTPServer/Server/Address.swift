import Foundation

/// Where to listen: a host, as given and as resolved, and a port.
package struct Address: Sendable {
  /// As it was given: a name or a numeric address of IPv4 or IPv6.
  package let host: String

  /// 0 stands for any free port.
  package let port: UInt16

  /// Whether only this machine can reach it.
  package let isLoopback: Bool

  /// The numeric address.
  let number: String

  /// Whether it stands for every address of this machine.
  var isWildcard: Bool { number == "0.0.0.0" || number == "::" }

  /// The bytes of a `sockaddr_in` or `sockaddr_in6`.
  let bytes: [UInt8]

  let isIPv6: Bool

  /// Resolves `host`, which may stand in brackets, as in a URL. Of a name with addresses of both kinds, such as
  /// `localhost`, the IPv4 one is taken, which every client tries.
  ///
  /// - Throws: ``ServerError/unknownHost(_:reason:)``.
  package init(host: String, port: UInt16) throws(ServerError) {
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let name = isBracketed ? String(host.dropFirst().dropLast()) : host
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, String(port), &hints, &list)
    guard code == 0 else {
      throw .unknownHost(host, reason: String(cString: gai_strerror(code)))
    }
    defer { freeaddrinfo(list) }
    let all = sequence(first: list) { $0?.pointee.ai_next }.compactMap { $0?.pointee }
    guard
      let entry = all.first(where: { $0.ai_family == AF_INET })
        ?? all.first(where: { $0.ai_family == AF_INET6 })
    else { throw .unknownHost(host, reason: "it has no address of IPv4 or IPv6") }
    self.host = name
    self.port = port
    isIPv6 = entry.ai_family == AF_INET6
    bytes = Array(UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen)))
    number = Address.text(UnsafePointer(entry.ai_addr))
    isLoopback = isIPv6 ? number == "::1" : number.hasPrefix("127.")
  }

  /// The numeric addresses of this machine's interfaces.
  static var ofThisMachine: [String] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    return sequence(first: list) { $0?.pointee.ifa_next }.compactMap { entry in
      guard let address = entry?.pointee.ifa_addr,
        [AF_INET, AF_INET6].contains(Int32(address.pointee.sa_family))
      else { return nil }
      // Without the interface that an address of the link alone carries ("fe80::1%eth0").
      return text(address).split(separator: "%").first.map(String.init)
    }
  }

  /// `http://host:port`, with the brackets that IPv6 needs.
  func url(port: UInt16) -> String {
    "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  /// The numeric form of a socket address, without its port; empty for a family that has none.
  static func text(_ address: UnsafePointer<sockaddr>) -> String {
    let isIPv6 = Int32(address.pointee.sa_family) == AF_INET6
    let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = getnameinfo(
      address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    return code == 0 ? text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } : ""
  }
}

/// What a client is counted under: its IPv4 address, or the first 64 bits of its IPv6 address, since whoever has one
/// of those has them all.
enum ClientName {
  static func of(_ address: UnsafePointer<sockaddr>) -> String {
    guard Int32(address.pointee.sa_family) == AF_INET6 else { return Address.text(address) }
    return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
      withUnsafeBytes(of: address.pointee.sin6_addr) { of(bytes: Array($0)) }
    }
  }

  /// - Parameter bytes: the 16 of an IPv6 address.
  static func of(bytes: [UInt8]) -> String {
    // ::ffff:a.b.c.d, an IPv4 client of a socket that takes both kinds.
    if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
      return bytes[12...].map(String.init).joined(separator: ".")
    }
    return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
  }
}
