import Dispatch
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP, as something to ask for or to wait for. From its creation on they no longer end the process.
///
/// SIGHUP is what a terminal that is closed sends. One that was ignored when the process began, as under nohup, stays so.
final class StopSignal {
  private let arrival = Arrival()
  private let sources: [any DispatchSourceSignal]

  /// What the handlers share with whoever asks.
  private final class Arrival: Sendable {
    let hasCome = Atomic(false)
    let semaphore = DispatchSemaphore(value: 0)
  }

  /// - Parameter more: signals that mean the same.
  init(more: [Int32] = []) {
    let signals = (Self.isIgnored(SIGHUP) ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]) + more
    sources = signals.map { [arrival] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        arrival.hasCome.store(true, ordering: .relaxed)
        arrival.semaphore.signal()
      }
      source.resume()
      return source
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  deinit { for source in sources { source.cancel() } }

  var hasArrived: Bool { arrival.hasCome.load(ordering: .relaxed) }

  /// Tells the same on any thread.
  var check: @Sendable () -> Bool { { [arrival] in arrival.hasCome.load(ordering: .relaxed) } }

  func wait() { arrival.semaphore.wait() }
}
