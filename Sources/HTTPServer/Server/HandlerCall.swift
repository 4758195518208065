import Synchronization

/// One call of a handler on a thread of its own, while the connection that waits for it is suspended.
final class HandlerCall: Sendable {
  private enum State {
    case running(Connection)
    case done(Response)
    /// The server stops and does not wait any longer.
    case abandoned
  }

  private let state: Mutex<State>

  /// - Parameter connection: suspended; it is resumed once, by whichever of the two comes first.
  init(for connection: Connection) {
    state = Mutex(.running(connection))
  }

  /// The response is there.
  func finish(_ response: Response) { settle(.done(response)) }

  /// Nobody waits any more.
  func abandon() { settle(.abandoned) }

  /// What came of it; nil if it was abandoned.
  var response: Response? {
    state.withLock { state in
      guard case .done(let response) = state else { return nil }
      return response
    }
  }

  private func settle(_ outcome: State) {
    state.withLock { state in
      guard case .running(let connection) = state else { return }
      state = outcome
      connection.resume()
    }
  }
}
