extension Server {
  /// Where to listen, and the limits that keep one client from taking everything.
  package struct Configuration: Sendable {
    package var address: Address

    /// Threads that read, run handlers and write; each serves many connections.
    package var threads = 4

    /// The longest body, in bytes; a longer one is answered with 413.
    package var bodyLimit = 1 << 20

    /// Routes with a limit of their own, whatever the method.
    package var bodyLimits: [Pattern: Int] = [:]

    /// How much of a body that is too long is read and thrown away, in bytes. A client that is still sending when
    /// its connection closes may never see the answer; one that goes on beyond this is cut off.
    package var discardLimit = 64 << 20

    /// The longest request target, in bytes; a longer one is answered with 414.
    package var targetLimit = 8 << 10

    /// The most bytes of header fields; more are answered with 431.
    package var headerLimit = 16 << 10

    /// The most connections at a time; one more is answered with 503 and closed.
    package var connectionLimit = 512

    /// Seconds without a byte in either direction until a connection is closed. An open ``BodyStream`` that has
    /// nothing to send does not count.
    package var idleTimeout = 60

    /// Seconds that ``Server/stop()`` gives the requests under way.
    package var stopTimeout = 5

    /// Fields of every answer, those to broken requests included. A handler's own of the same name win.
    package var headers = Headers.secure

    package init(address: Address) {
      self.address = address
    }

    /// The longest body for a request target, in bytes.
    func bodyLimit(of target: String) -> Int {
      guard !bodyLimits.isEmpty, let segments = try? Request(target: target).segments else {
        return bodyLimit
      }
      return bodyLimits.first { $0.key.match(segments) != nil }?.value ?? bodyLimit
    }
  }
}
