import CMicroHTTPD
import Files
import Foundation

extension Response {
  /// libmicrohttpd's own form of this response, which owns copies of everything: its bytes, a second descriptor of
  /// its file, a reference to its stream.
  ///
  /// - Parameter refused: called with each header field that cannot be sent, for example for a line break in it.
  /// - Returns: nil when memory or descriptors ran out.
  func native(refused: (String) -> Void) -> OpaquePointer? {
    let made: OpaquePointer? =
      switch body {
      case .data(let data):
        data.withUnsafeBytes { bytes in
          MHD_create_response_from_buffer(
            bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
      case .file(let file, let offset, let count): Response.native(file, offset: offset, count: count)
      case .stream(let stream): Response.native(stream)
      }
    guard let made else { return nil }
    for field in headers.fields where MHD_add_response_header(made, field.name, field.value) != .YES {
      refused(field.name)
    }
    return made
  }

  /// The bytes this body is going to have; nil for a stream.
  var byteCount: UInt64? {
    switch body {
    case .data(let data): UInt64(data.count)
    case .file(_, _, let count): count
    case .stream: nil
    }
  }

  private static func native(_ file: OpenFile, offset: UInt64, count: UInt64) -> OpaquePointer? {
    let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
    guard let response = MHD_create_response_from_fd_at_offset64(count, descriptor, offset) else {
      close(descriptor)
      return nil
    }
    return response
  }

  private static func native(_ stream: BodyStream) -> OpaquePointer? {
    let context = Unmanaged.passRetained(stream)
    let response = MHD_create_response_from_callback(
      bearing_mhd_size_unknown, 16 << 10,
      { context, _, buffer, size in
        guard let context, let buffer else { return bearing_mhd_end_with_error }
        return Unmanaged<BodyStream>.fromOpaque(context).takeUnretainedValue()
          .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
      }, context.toOpaque(),
      { context in
        if let context { Unmanaged<BodyStream>.fromOpaque(context).release() }
      })
    if response == nil { context.release() }
    return response
  }
}
