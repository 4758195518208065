import CMicroHTTPD
import Foundation
import Logging

/// A running libmicrohttpd: its options, and its callbacks turned into calls on ``Exchange`` and ``Site``.
///
/// Unchecked: libmicrohttpd's own calls for a running daemon are safe from any thread.
struct Daemon: @unchecked Sendable {
  private let pointer: OpaquePointer
  private let socket: ListeningSocket
  private let logger: UnsafeMutablePointer<bearing_mhd_logger>
  private let context: Unmanaged<Site>

  /// Memory that a connection has for its head, its buffers and a bit of body. Larger than our own limits, so that
  /// a head over those still gets our answer; one over this gets the library's.
  private static let connectionMemory = 64 << 10

  /// - Throws: ``ServerError/cannotStart(host:port:)``; the socket is closed then.
  init(site: Site, socket: ListeningSocket) throws(ServerError) {
    let limits = site.limits
    let threads = max(1, limits.threads)
    let context = Unmanaged.passRetained(site)
    let logger = UnsafeMutablePointer<bearing_mhd_logger>.allocate(capacity: 1)
    logger.initialize(to: bearing_mhd_logger(write: Daemon.log, context: context.toOpaque()))
    var options = [
      // First, so that the library logs nothing anywhere else.
      bearing_mhd_log_option(logger),
      Daemon.option(.LISTEN_SOCKET, Int(socket.descriptor)),
      Daemon.option(.URI_LOG_CALLBACK, Daemon.begin, context),
      Daemon.option(.NOTIFY_COMPLETED, Daemon.end, context),
      Daemon.option(.NOTIFY_CONNECTION, Daemon.count, context),
      Daemon.option(.CONNECTION_MEMORY_LIMIT, Daemon.connectionMemory),
      // With room above our limit, where a connection is told so instead of left waiting.
      Daemon.option(.CONNECTION_LIMIT, limits.connectionLimit + 16 * threads),
      Daemon.option(.CONNECTION_TIMEOUT, limits.idleTimeout),
    ]
    // The library takes one thread for no pool.
    if threads > 1 { options.append(Daemon.option(.THREAD_POOL_SIZE, threads)) }
    options.append(Daemon.option(.END, 0))
    // poll and not epoll: 0.9.75 waits for epoll's edges, and misses that a client has hung up when this comes
    // together with data. Such connections stayed open until their time was up.
    let flags =
      MHD_USE_POLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_ERROR_LOG.rawValue
      | (limits.address.isIPv6 ? MHD_USE_IPv6.rawValue : 0)
    guard let pointer = bearing_mhd_start(flags, 0, Daemon.proceed, context.toOpaque(), &options) else {
      close(socket.descriptor)
      logger.deallocate()
      context.release()
      throw .cannotStart(host: limits.address.host, port: socket.port)
    }
    self.pointer = pointer
    self.socket = socket
    self.logger = logger
    self.context = context
  }

  /// Takes no more connections; those that are there go on.
  func closeListener() {
    MHD_quiesce_daemon(pointer)
    // The descriptor stays the library's until it has stopped; from now on the kernel refuses connections.
    shutdown(socket.descriptor, Int32(SHUT_RDWR))
  }

  /// Closes every connection and ends the threads.
  func stop() {
    MHD_stop_daemon(pointer)
    close(socket.descriptor)
    logger.deallocate()
    context.release()
  }

  private static func option(_ option: MHD_OPTION, _ value: Int) -> MHD_OptionItem {
    MHD_OptionItem(option: option, value: value, ptr_value: nil)
  }

  /// An option with a callback and its context, whose pointer goes where a number goes otherwise.
  private static func option<Callback>(
    _ option: MHD_OPTION, _ callback: Callback, _ context: Unmanaged<Site>
  ) -> MHD_OptionItem {
    MHD_OptionItem(
      option: option, value: unsafeBitCast(callback, to: Int.self), ptr_value: context.toOpaque())
  }

  private static func site(_ context: UnsafeMutableRawPointer?) -> Site {
    Unmanaged<Site>.fromOpaque(context!).takeUnretainedValue()
  }

  private static let log: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void =
    { context, line in
      guard let text = line.map({ String(cString: $0) }) else { return }
      // Debug, because nearly all of these lines are about what a client did.
      site(context).logger.debug("libmicrohttpd: \(text.trimmingCharacters(in: .whitespacesAndNewlines))")
    }

  /// Comes before the library decodes anything: `%2F` could not be told from `/` afterwards.
  private static let begin:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
      UnsafeMutableRawPointer? =
      { context, target, connection in
        let watch = connection.flatMap { Connection(pointer: $0).watch }
        watch?.begin()
        let exchange = Exchange(
          site: site(context), watch: watch, target: target.flatMap { String(validatingCString: $0) })
        return Unmanaged.passRetained(exchange).toOpaque()
      }

  private static let proceed:
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> MHD_Result = { _, connection, _, method, version, piece, size, state in
      guard let connection, let method, let version, let size, let exchange = state?.pointee else {
        return .NO
      }
      let goesOn = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue().proceed(
        Connection(pointer: connection), method: String(cString: method), version: String(cString: version),
        piece: UnsafeRawBufferPointer(start: piece, count: size.pointee))
      size.pointee = 0
      return goesOn ? .YES : .NO
    }

  private static let end:
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      MHD_RequestTerminationCode
    ) -> Void = { _, _, state, reason in
      guard let exchange = state?.pointee else { return }
      state?.pointee = nil
      Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue().end(reason)
    }

  private static let count:
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      MHD_ConnectionNotificationCode
    ) -> Void = { context, connection, mark, event in
      if event == .CONNECTION_NOTIFY_CLOSED {
        guard let watch = mark?.pointee else { return }
        mark?.pointee = nil
        site(context).connections.disconnect(Unmanaged<ConnectionWatch>.fromOpaque(watch).takeRetainedValue())
      } else if let connection {
        let connection = Connection(pointer: connection)
        let watch = site(context).connections.connect(
          descriptor: connection.descriptor, client: connection.clientName)
        mark?.pointee = Unmanaged.passRetained(watch).toOpaque()
      }
    }
}
