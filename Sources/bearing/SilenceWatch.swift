import Concurrency
import Logging
import Store

/// Looks now and then whether a run that is trained elsewhere has been silent for too long.
final class SilenceWatch {
  private let thread = WorkerThread("silence")

  /// - Parameter seconds: of silence; it is seen within a quarter more, and within a minute.
  init(_ store: Store, after seconds: Double, log: Logger) {
    thread.start { thread in
      repeat {
        do {
          for run in try store.interruptSilent(after: seconds) {
            log.notice(
              "run \(run), which is trained elsewhere, is interrupted: nothing came for \(seconds) s")
          }
        } catch {
          // A store that is busy or full: the next look is soon.
          log.debug("could not look for silent runs: \(error)")
        }
      } while thread.rest(seconds: max(0.25, min(seconds / 4, 60)))
    }
  }

  /// Looks no more; returns when a look under way is over.
  func stop() { thread.stop() }
}
