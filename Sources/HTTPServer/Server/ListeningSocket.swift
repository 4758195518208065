import Foundation

/// A socket that listens. We open it ourselves because libmicrohttpd does not say why it could not.
struct ListeningSocket {
  let descriptor: Int32

  /// The real port, also when any was asked for.
  let port: UInt16

  /// - Throws: ``ServerError/cannotListen(host:port:reason:)``.
  init(_ address: Address) throws(ServerError) {
    func failure() -> ServerError {
      .cannotListen(host: address.host, port: address.port, reason: String(cString: strerror(errno)))
    }
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let listener = socket(address.isIPv6 ? AF_INET6 : AF_INET, kind, 0)
    guard listener >= 0 else { throw failure() }
    var yes: Int32 = 1
    // So that a restart need not wait for the old connections' last packets.
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let length = socklen_t(address.bytes.count)
    let isBound = address.bytes.withUnsafeBytes { bytes in
      bind(listener, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), length) == 0
    }
    guard isBound, listen(listener, SOMAXCONN) == 0 else {
      let error = failure()
      close(listener)
      throw error
    }
    var bound = sockaddr_in6()
    var boundLength = socklen_t(MemoryLayout<sockaddr_in6>.size)
    _ = withUnsafeMutableBytes(of: &bound) { bytes in
      getsockname(listener, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &boundLength)
    }
    descriptor = listener
    // The port stands at the same place in both kinds of address.
    port = UInt16(bigEndian: bound.sin6_port)
  }
}
