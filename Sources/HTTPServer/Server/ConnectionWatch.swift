import CMicroHTTPD
import Foundation
import Synchronization

/// One connection as the clock sees it: what it is doing, and until when.
///
/// libmicrohttpd closes a connection that is silent; it lets a client go on for ever that sends a byte now and then.
final class ConnectionWatch: Sendable {
  enum Stage: Sendable {
    /// Between two requests; whether the next has begun, only the kernel's count of bytes tells.
    case waiting(received: UInt64)
    /// A request is arriving.
    case receiving
    /// A handler is at work, or the answer is on its way.
    case answering
  }

  private struct State {
    var stage: Stage
    var start = ContinuousClock.now
    var deadline: ContinuousClock.Instant?
  }

  let descriptor: Int32
  let client: String
  /// Why the connection is to be told that there are too many; nil for one that is served.
  let refusal: Problem?
  private let limits: Server.Configuration
  private let state: Mutex<State>

  init(descriptor: Int32, client: String, refusal: Problem?, limits: Server.Configuration) {
    self.descriptor = descriptor
    self.client = client
    self.refusal = refusal
    self.limits = limits
    var state = State(stage: .waiting(received: 0))
    // One that is only to be told so has no claim to the usual patience.
    if refusal != nil { state.deadline = state.start + .seconds(min(5, limits.headTimeout)) }
    self.state = Mutex(state)
  }

  /// The request line is there.
  func begin() {
    state.withLock { state in
      if case .waiting = state.stage { startHead(&state, now: .now) }
    }
  }

  /// The head is there; the body has what is left of the request's time.
  func headArrived() {
    state.withLock { $0.deadline = $0.start + .seconds(limits.requestTimeout) }
  }

  /// The request is there whole.
  func arrived() {
    state.withLock { state in
      state.stage = .answering
      state.deadline = nil
    }
  }

  /// An answer that lies in memory begins to be sent.
  func sendsFromMemory() {
    state.withLock { $0.deadline = .now + .seconds(limits.answerTimeout) }
  }

  /// The answer is out.
  func end() {
    let received = bearing_bytes_received(descriptor)
    state.withLock { state in
      state.stage = .waiting(received: received)
      state.deadline = nil
    }
  }

  /// Looks at the clock, and breaks the connection off if its time is up: with a 408 if it has been sending.
  ///
  /// - Returns: whether it did.
  func check(now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      if case .waiting(let received) = state.stage, state.deadline == nil,
        bearing_bytes_received(descriptor) > received
      {
        startHead(&state, now: now)
      }
      guard let deadline = state.deadline, now >= deadline else { return false }
      // Once only: the connection's own thread closes it when it finds it broken.
      state.deadline = nil
      if case .answering = state.stage {
      } else if refusal == nil {
        tellTimeout()
      }
      shutdown(descriptor, Int32(SHUT_RDWR))
      return true
    }
  }

  private func startHead(_ state: inout State, now: ContinuousClock.Instant) {
    state.stage = .receiving
    state.start = now
    state.deadline = now + .seconds(limits.headTimeout)
  }

  /// Past the library, which has no way to answer a request that is not there; nothing else is on its way to this
  /// client while its request arrives.
  private func tellTimeout() {
    var response = Response.problem(
      Problem(
        status: 408,
        detail: "The request took too long: its head has \(limits.headTimeout) s, all of it "
          + "\(limits.requestTimeout) s."))
    response.headers = response.headers.merging(limits.headers)
    guard case .data(let body) = response.body else { return }
    response.headers.add("Content-Length", String(body.count))
    response.headers.add("Connection", "close")
    let head = response.headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
    let message = Data("HTTP/1.1 408 \(Response.phrase(for: 408))\r\n\(head)\r\n".utf8) + body
    _ = message.withUnsafeBytes {
      Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }
}
