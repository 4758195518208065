import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM, as something to ask for or to wait for. From its creation on they no longer end the process.
final class StopSignal {
  private let arrival = Arrival()
  private let sources: [any DispatchSourceSignal]

  /// What the handlers share with whoever asks.
  private final class Arrival: Sendable {
    let hasCome = Atomic(false)
    let semaphore = DispatchSemaphore(value: 0)
  }

  init() {
    sources = [SIGINT, SIGTERM].map { [arrival] number in
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

  deinit { for source in sources { source.cancel() } }

  var hasArrived: Bool { arrival.hasCome.load(ordering: .relaxed) }

  func wait() { arrival.semaphore.wait() }
}
