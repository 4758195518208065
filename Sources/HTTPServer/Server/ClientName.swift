import Foundation

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
