import CMicroHTTPD
import Foundation

/// One connection of libmicrohttpd, valid from the first call about a request to the one that says it is over.
///
/// Unchecked: libmicrohttpd lets any thread resume a connection, and `abort` only touches the kernel's socket; the
/// other calls are made on the connection's own thread.
struct Connection: @unchecked Sendable {
  let pointer: OpaquePointer

  /// The header fields in order. Bytes that are not UTF-8 are replaced, as no field of ours holds any.
  var headers: Headers {
    var headers = Headers()
    withUnsafeMutablePointer(to: &headers) { context in
      _ = MHD_get_connection_values(
        pointer, .HEADER_KIND,
        { context, _, name, value in
          guard let name else { return .YES }
          context?.assumingMemoryBound(to: Headers.self).pointee
            .add(String(cString: name), value.map { String(cString: $0) } ?? "")
          return .YES
        }, context)
    }
    return headers
  }

  /// The client's numeric address.
  var remoteAddress: String {
    guard let info = bearing_mhd_connection_info(pointer, .CONNECTION_INFO_CLIENT_ADDRESS),
      let address = info.pointee.client_addr
    else { return "" }
    return Address.text(address)
  }

  /// What the client is counted under.
  var clientName: String {
    guard let info = bearing_mhd_connection_info(pointer, .CONNECTION_INFO_CLIENT_ADDRESS),
      let address = info.pointee.client_addr
    else { return "" }
    return ClientName.of(address)
  }

  var descriptor: Int32 {
    bearing_mhd_connection_info(pointer, .CONNECTION_INFO_CONNECTION_FD)?.pointee.connect_fd ?? -1
  }

  /// What the connection callback stored with it.
  var watch: ConnectionWatch? {
    bearing_mhd_connection_info(pointer, .CONNECTION_INFO_SOCKET_CONTEXT)?.pointee.socket_context
      .map { Unmanaged<ConnectionWatch>.fromOpaque($0).takeUnretainedValue() }
  }

  func suspend() {
    MHD_suspend_connection(pointer)
  }

  func resume() {
    MHD_resume_connection(pointer)
  }

  /// Breaks the connection: the server's thread then finds it dead and cleans up.
  func abort() {
    guard let info = bearing_mhd_connection_info(pointer, .CONNECTION_INFO_CONNECTION_FD) else { return }
    shutdown(info.pointee.connect_fd, Int32(SHUT_RDWR))
  }

  /// Queues `response`, which is then libmicrohttpd's to free.
  func queue(_ response: OpaquePointer, status: Int) -> Bool {
    defer { MHD_destroy_response(response) }
    return MHD_queue_response(pointer, UInt32(clamping: status), response) == .YES
  }
}
