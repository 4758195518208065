import Dispatch
import Logging
import Synchronization

/// What the requests of one server share.
final class Site: Sendable {
  private struct Streams {
    var open: [ObjectIdentifier: BodyStream] = [:]
    var isStopping = false
  }

  /// The mark of a connection that came when there were too many; never dereferenced.
  static var overLimit: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 1) }

  let limits: Server.Configuration
  let handler: Handler
  let logger: Logger

  /// The requests under way.
  let requests = DispatchGroup()

  private let streams = Mutex(Streams())
  private let connections = Atomic(0)

  init(limits: Server.Configuration, handler: @escaping Handler, logger: Logger) {
    self.limits = limits
    self.handler = handler
    self.logger = logger
  }

  /// Counts a new connection.
  ///
  /// - Returns: false if it is one too many.
  func connect() -> Bool {
    connections.add(1, ordering: .relaxed).newValue <= limits.connectionLimit
  }

  func disconnect() {
    connections.subtract(1, ordering: .relaxed)
  }

  var isStopping: Bool {
    streams.withLock { $0.isStopping }
  }

  /// Remembers a stream, so that it can be ended; one that comes after `stopStreams` is ended at once.
  func add(_ stream: BodyStream) {
    let isStopping = streams.withLock { streams in
      streams.open[ObjectIdentifier(stream)] = stream
      return streams.isStopping
    }
    if isStopping { stream.finish() }
  }

  func remove(_ stream: BodyStream) {
    _ = streams.withLock { $0.open.removeValue(forKey: ObjectIdentifier(stream)) }
  }

  /// Ends every stream, now and from now on. libmicrohttpd must not be stopped while one is suspended.
  func stopStreams() {
    let open = streams.withLock { streams in
      streams.isStopping = true
      return streams.open.values
    }
    for stream in open { stream.finish() }
  }
}
