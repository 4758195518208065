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
      case .packedFile(let file, let offset, let count):
        GzipFile(file, offset: offset, count: count).flatMap(Response.native)
      case .stream(let stream): Response.native(stream)
      }
    guard let made else { return nil }
    for field in headers.fields where MHD_add_response_header(made, field.name, field.value) != .YES {
      refused(field.name)
    }
    return made
  }

  /// The bytes this body is going to have; nil where only the end of it will tell.
  var byteCount: UInt64? {
    switch body {
    case .data(let data): UInt64(data.count)
    case .file(_, _, let count): count
    case .packedFile, .stream: nil
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

  private static func native(_ file: GzipFile) -> OpaquePointer? {
    native(file) { $0.read(into: $1) }
  }

  private static func native(_ stream: BodyStream) -> OpaquePointer? {
    native(stream) { $0.read(into: $1) }
  }

  /// Where the bytes of a body of unknown length come from; the response owns it.
  private final class Source {
    let read: (UnsafeMutableRawBufferPointer) -> Int

    init(_ read: @escaping (UnsafeMutableRawBufferPointer) -> Int) { self.read = read }
  }

  private static func native<Owner: AnyObject>(
    _ owner: Owner, _ read: @escaping (Owner, UnsafeMutableRawBufferPointer) -> Int
  ) -> OpaquePointer? {
    let context = Unmanaged.passRetained(Source { read(owner, $0) })
    let response = MHD_create_response_from_callback(
      bearing_mhd_size_unknown, 16 << 10,
      { context, _, buffer, size in
        guard let context, let buffer else { return bearing_mhd_end_with_error }
        return Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
          .read(UnsafeMutableRawBufferPointer(start: buffer, count: size))
      }, context.toOpaque(),
      { context in
        if let context { Unmanaged<Source>.fromOpaque(context).release() }
      })
    if response == nil { context.release() }
    return response
  }
}
