import Dispatch
import Logging
import Synchronization

/// What the requests of one server share.
final class Site: Sendable {
  private struct Streams {
    var open: [ObjectIdentifier: BodyStream] = [:]
    var calls: [ObjectIdentifier: HandlerCall] = [:]
    var isStopping = false
  }

  let limits: Server.Configuration
  let router: Router
  let logger: Logger

  /// The requests under way.
  let requests = DispatchGroup()

  /// Every connection, and the time it has left.
  let connections: Connections

  /// Bytes of bodies that are held now.
  let bodyBytes = Atomic(0)

  private let lanes: [Pace: Lane]
  private let streams = Mutex(Streams())

  init(limits: Server.Configuration, router: Router, logger: Logger) {
    self.limits = limits
    self.router = router
    self.logger = logger
    connections = Connections(limits: limits, logger: logger)
    let clientLimits = [Pace.slow: limits.slowCallsPerClient]
    lanes = Dictionary(
      uniqueKeysWithValues: Pace.allCases.filter { $0 != .immediate }.map { pace in
        (pace, Lane(threads: limits.handlerThreads[pace] ?? 1, clientLimit: clientLimits[pace] ?? .max))
      })
  }

  deinit { for lane in lanes.values { lane.stop() } }

  var isStopping: Bool {
    streams.withLock { $0.isStopping }
  }

  /// Has `work` done on a thread of its pace, and remembers the call until then.
  ///
  /// - Returns: false if the client has too many of these calls already.
  func start(_ call: HandlerCall, at pace: Pace, for client: String, _ work: @escaping Lane.Work) -> Bool {
    streams.withLock { $0.calls[ObjectIdentifier(call)] = call }
    let isTaken = lanes[pace]!.submit(for: client) { [self] in
      work()
      forget(call)
    }
    if !isTaken { forget(call) }
    return isTaken
  }

  private func forget(_ call: HandlerCall) {
    _ = streams.withLock { $0.calls.removeValue(forKey: ObjectIdentifier(call)) }
  }

  /// Lets go of the connections whose handlers are still at work. libmicrohttpd must not be stopped while one is
  /// suspended.
  func abandonCalls() {
    for lane in lanes.values { lane.stop() }
    let calls = streams.withLock { $0.calls.values }
    for call in calls { call.abandon() }
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
