import Dispatch
import Logging
import Synchronization

/// The connections of one server: how many there are, how many of each client, and whether one takes too long.
final class Connections: Sendable {
  private struct State {
    var open: [ObjectIdentifier: ConnectionWatch] = [:]
    var counts: [String: Int] = [:]
  }

  private let limits: Server.Configuration
  private let logger: Logger
  private let state = Mutex(State())

  init(limits: Server.Configuration, logger: Logger) {
    self.limits = limits
    self.logger = logger
  }

  /// Counts a new connection.
  func connect(descriptor: Int32, client: String) -> ConnectionWatch {
    limits.statistics.connect()
    return state.withLock { state in
      state.counts[client, default: 0] += 1
      let watch = ConnectionWatch(
        descriptor: descriptor, client: client,
        refusal: refusal(all: state.open.count + 1, own: state.counts[client]!), limits: limits)
      state.open[ObjectIdentifier(watch)] = watch
      return watch
    }
  }

  /// Comes before the descriptor is closed, so that one which is looked at here is always open.
  func disconnect(_ watch: ConnectionWatch) {
    limits.statistics.disconnect()
    state.withLock { state in
      state.open[ObjectIdentifier(watch)] = nil
      let count = state.counts[watch.client, default: 1] - 1
      state.counts[watch.client] = count == 0 ? nil : count
    }
  }

  /// Breaks off what takes too long, until the result is cancelled.
  func startTimer() -> RepeatingTimer {
    RepeatingTimer(every: .milliseconds(500)) { [weak self] in self?.check() }
  }

  private func check() {
    let now = ContinuousClock.now
    // With the lock held, so that no descriptor is closed, and given to another, meanwhile.
    let slow = state.withLock { $0.open.values.filter { $0.check(now: now) } }
    for watch in slow {
      limits.statistics.cutOff()
      logger.debug("\(watch.client): cut off, its time was up")
    }
  }

  private func refusal(all: Int, own: Int) -> Problem? {
    if all > limits.connectionLimit {
      return Problem(
        status: 503, detail: "The server has \(limits.connectionLimit) connections already; try again.",
        headers: ["Retry-After": "1"])
    }
    if own > limits.connectionsPerClient {
      return Problem(
        status: 503,
        detail: "Your address has \(limits.connectionsPerClient) connections here already; close some.",
        headers: ["Retry-After": "1"])
    }
    return nil
  }
}

/// Does something again and again, until it is let go of.
///
/// Unchecked: a Dispatch source may be cancelled from any thread.
final class RepeatingTimer: @unchecked Sendable {
  private let timer: any DispatchSourceTimer

  init(every interval: DispatchTimeInterval, _ action: @escaping @Sendable () -> Void) {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "http.clock"))
    timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(100))
    timer.setEventHandler(handler: action)
    timer.resume()
  }

  deinit { timer.cancel() }

  func cancel() { timer.cancel() }
}
