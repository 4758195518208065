import Dispatch

/// Does something again and again, until it is let go of.
///
/// Unchecked: a Dispatch source may be cancelled from any thread.
final class Clock: @unchecked Sendable {
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
