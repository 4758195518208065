import Synchronization

extension Server {
  /// Where to listen, and the limits that keep one client from taking everything.
  package struct Configuration: Sendable {
    package var address: Address

    /// Where a proxy in front shows this server.
    package var basePath = BasePath.none

    /// Threads that read, write and run the handlers that never block; each serves many connections.
    package var threads = 4

    /// Threads for the handlers of each other pace.
    package var handlerThreads: [Pace: Int] = [.reading: 6, .writing: 4, .bulk: 2, .slow: 3]

    /// The most slow calls that one client may have waiting or at work; one more is answered with 429.
    package var slowCallsPerClient = 128

    /// Asked in this order about each request's head, before its body is read.
    package var gates: [any Gate] = []

    /// The longest body, in bytes, for a route that has no limit of its own; a longer one is answered with 413.
    package var bodyLimit = 1 << 20

    /// The most bytes of all bodies that are held at a time; beyond them a request is answered with 503.
    package var bodyMemory = 256 << 20

    /// How much of a body that is too long is read and thrown away, in bytes. A client that is still sending when
    /// its connection closes may never see the answer; one that goes on beyond this is cut off.
    package var discardLimit = 64 << 20

    /// The longest request target, in bytes; a longer one is answered with 414.
    package var targetLimit = 8 << 10

    /// The most bytes of header fields; more are answered with 431.
    package var headerLimit = 16 << 10

    /// The most connections at a time; one more is answered with 503 and closed.
    package var connectionLimit = 1024

    /// The most connections of one client at a time, so that it leaves some to others; one more is answered with 503.
    package var connectionsPerClient = 512

    /// Seconds without a byte in either direction until a connection is closed. An open ``BodyStream`` that has
    /// nothing to send does not count.
    package var idleTimeout = 60

    /// Seconds that a request's head may take from its first byte on, however the bytes come; then it is answered
    /// with 408.
    package var headTimeout = 20

    /// Seconds that a whole request may take from its first byte on; then it is answered with 408.
    package var requestTimeout = 120

    /// Seconds that a client may take to read an answer that is held in memory; then it is cut off.
    package var answerTimeout = 600

    /// Seconds that ``Server/stop()`` gives the requests under way.
    package var stopTimeout = 5

    /// Fields of every answer, those to broken requests included. A handler's own of the same name win.
    package var headers = Headers.secure

    /// Where the server counts what it does.
    package var statistics = ServerStatistics()

    package init(address: Address) {
      self.address = address
    }
  }
}

/// What a server has done so far, for monitoring. Counts only rise, except the open connections.
package final class ServerStatistics: Sendable {
  private let open = Atomic(0)
  private let classes = Mutex<[Int: Int]>([:])
  private let slow = Atomic(0)

  package init() {}

  /// Connections that are open now.
  package var connections: Int { open.load(ordering: .relaxed) }

  /// Requests that were answered, by the first digit of the status, 1 to 5. Those that broke off unanswered are not
  /// counted.
  package var requests: [Int: Int] { classes.withLock { $0 } }

  /// Requests that were cut off because they came too slowly.
  package var slowRequests: Int { slow.load(ordering: .relaxed) }

  func connect() { open.add(1, ordering: .relaxed) }

  func disconnect() { open.subtract(1, ordering: .relaxed) }

  func answered(status: Int) { classes.withLock { $0[status / 100, default: 0] += 1 } }

  func cutOff() { slow.add(1, ordering: .relaxed) }
}
