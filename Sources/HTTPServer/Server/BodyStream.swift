import CMicroHTTPD
import Foundation
import Synchronization

/// A response body that is sent while it comes into being, for example server-sent events.
///
/// A handler makes one, hands it to whoever will write to it, and returns it as the body of its response:
///
///     let stream = BodyStream { hub.remove(id) }
///     hub.add(id, stream)
///     return Response(headers: ["Content-Type": "text/event-stream"], body: .stream(stream))
///
/// Any thread may write, and no write waits for the client: bytes are kept until the client takes them, and a
/// client that leaves more than `limit` lying is cut off. While there is nothing to send, the connection costs no
/// thread and no time; but then a client that has gone is not noticed either, so a writer should send something
/// (a comment line, say) every few seconds.
package final class BodyStream: Sendable {
  private enum Phase {
    /// Open; the connection is there once the response is on its way.
    case open
    /// No more will be written; what waits is still sent.
    case finished
    /// The client is gone, or was cut off.
    case closed
  }

  private struct State {
    var phase = Phase.open
    var waiting: [UInt8] = []
    var connection: Connection?
    var isSuspended = false
    var onClose: (@Sendable () -> Void)?
    /// Where what is written is packed.
    var encoder: GzipEncoder?

    mutating func add(_ data: Data) {
      guard let encoder else {
        waiting += data
        return
      }
      data.withUnsafeBytes { encoder.append($0, to: &waiting, .sync) }
    }

    /// The end of what is packed.
    mutating func end() {
      encoder?.append(UnsafeRawBufferPointer(start: nil, count: 0), to: &waiting, .finish)
    }

    /// Lets the server ask for bytes again.
    mutating func wake() {
      guard isSuspended, let connection else { return }
      isSuspended = false
      connection.resume()
    }
  }

  private let state: Mutex<State>
  private let limit: Int

  /// - Parameters:
  ///   - limit: the most bytes to keep for a client that does not take them. A single write may be longer.
  ///   - onClose: called once, when the response is over for whatever reason, on a thread of the server.
  package init(limit: Int = 1 << 20, onClose: @escaping @Sendable () -> Void = {}) {
    self.limit = limit
    state = Mutex(State(onClose: onClose))
  }

  /// Adds bytes to the body.
  ///
  /// - Returns: false when nobody will read them, because the client has gone, was too slow, or `finish` was called.
  @discardableResult
  package func write(_ data: Data) -> Bool {
    state.withLock { state in
      guard state.phase == .open else { return false }
      guard state.waiting.isEmpty || state.waiting.count + data.count <= limit else {
        state.phase = .closed
        state.waiting = []
        // The server waits for room in the socket and would learn of this only when there is some.
        state.connection?.abort()
        return false
      }
      guard !data.isEmpty else { return true }
      state.add(data)
      state.wake()
      return true
    }
  }

  /// Has everything packed by gzip, what is written already too; each write comes out whole, so that its reader has it at
  /// once.
  ///
  /// - Returns: false without memory.
  func pack() -> Bool {
    state.withLock { state in
      guard state.encoder == nil, let encoder = GzipEncoder(.little) else { return false }
      state.encoder = encoder
      let written = state.waiting
      state.waiting = []
      if !written.isEmpty { state.add(Data(written)) }
      if state.phase == .finished { state.end() }
      return true
    }
  }

  /// Bytes that wait for the client to take them.
  package var backlog: Int { state.withLock { $0.waiting.count } }

  /// Cuts the client off; what waits is thrown away.
  package func abort() {
    state.withLock { state in
      guard state.phase != .closed else { return }
      state.phase = .closed
      state.waiting = []
      state.isSuspended ? state.wake() : state.connection?.abort()
    }
  }

  /// Ends the body after what has been written. Writing more has no effect.
  package func finish() {
    state.withLock { state in
      guard state.phase == .open else { return }
      state.phase = .finished
      state.end()
      state.wake()
    }
  }

  /// Binds the stream to the connection it is sent on.
  ///
  /// - Returns: false if it has been sent before.
  func attach(to connection: Connection) -> Bool {
    state.withLock { state in
      guard state.connection == nil else { return false }
      state.connection = connection
      return true
    }
  }

  /// Gives up the connection, which is over, and whatever `onClose` holds on to.
  func detach() {
    let onClose = state.withLock { state in
      defer { state = State(phase: .closed) }
      return state.onClose
    }
    onClose?()
  }

  /// Moves waiting bytes to `buffer`; without any, suspends the connection until there are some.
  ///
  /// - Returns: what libmicrohttpd's content reader returns.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    state.withLock { state in
      guard state.waiting.isEmpty else {
        let count = min(buffer.count, state.waiting.count)
        buffer.copyBytes(from: state.waiting.prefix(count))
        state.waiting.removeFirst(count)
        return count
      }
      switch state.phase {
      case .open:
        // Under the lock, so that a write cannot slip between finding nothing and suspending.
        state.connection?.suspend()
        state.isSuspended = true
        return 0
      case .finished: return bearing_mhd_end_of_stream
      case .closed: return bearing_mhd_end_with_error
      }
    }
  }
}
