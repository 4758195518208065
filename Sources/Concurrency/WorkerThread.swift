import Foundation

/// A thread of one's own with a life: begun once, told of news, sent to rest, asked to leave and waited for.
///
///     let cleaner = WorkerThread("cleaner", isBackground: true)
///     cleaner.start { thread in
///       while thread.awaitNews() { clean(restingWith: thread) }
///     }
///     cleaner.announce()      // something to clean
///     cleaner.stop()          // leaves after what it does now, and returns when it has
package final class WorkerThread: @unchecked Sendable {
  // Safe to share: everything under "state" is touched with `condition` held.

  private enum Life { case new, running, over }

  private let name: String
  private let stackSize: Int
  private let isBackground: Bool

  private let condition = TimedCondition()
  // State.
  private var life = Life.new
  private var isAskedToStop = false
  /// So that the first look is at what was there before.
  private var hasNews = true

  /// - Parameters:
  ///   - name: what `top -H` shows, up to 15 bytes.
  ///   - stackSize: in bytes.
  ///   - isBackground: whether it gives way to threads that answer somebody: see ``ThreadPriority``. What it starts itself
  ///     does so, too.
  package init(_ name: String, stackSize: Int = 8 << 20, isBackground: Bool = false) {
    self.name = name
    self.stackSize = stackSize
    self.isBackground = isBackground
  }

  // MARK: For others

  /// Begins; once, however often it is called, and not after ``stop()``.
  ///
  /// - Parameter body: all that it does; held until it ends. It leaves when ``awaitNews()`` or ``rest(seconds:)`` says so, or
  ///   ``isStopping`` does.
  package func start(_ body: @escaping @Sendable (WorkerThread) -> Void) {
    let isFirst = condition.withLock {
      guard life == .new, !isAskedToStop else { return false }
      life = .running
      return true
    }
    guard isFirst else { return }
    let thread = Thread { [self] in
      if isBackground { ThreadPriority.lower() }
      body(self)
      condition.withLock {
        life = .over
        condition.broadcast()
      }
    }
    thread.name = name
    thread.stackSize = stackSize
    thread.start()
  }

  /// Says that there may be something to do.
  package func announce() {
    condition.withLock {
      hasNews = true
      condition.broadcast()
    }
  }

  /// Asks the thread to leave, and does not wait for it.
  package func askToStop() {
    condition.withLock {
      isAskedToStop = true
      condition.broadcast()
    }
  }

  /// Asks the thread to leave and waits until it has.
  package func stop() {
    askToStop()
    waitForEnd()
  }

  /// Waits until the thread has left by itself.
  package func waitForEnd() {
    condition.withLock { while life == .running { condition.wait() } }
  }

  // MARK: On the thread

  /// Whether it is time to leave.
  package var isStopping: Bool { condition.withLock { isAskedToStop } }

  /// Waits for news since the last call; the first one returns at once.
  ///
  /// - Returns: false when it is time to leave.
  package func awaitNews() -> Bool {
    condition.withLock {
      while !hasNews && !isAskedToStop { condition.wait() }
      hasNews = false
      return !isAskedToStop
    }
  }

  /// Waits for news since the last call, for so long at most; the first one returns at once.
  ///
  /// - Returns: false when it is time to leave.
  package func awaitNews(atMost seconds: Double) -> Bool {
    condition.withLock {
      let end = TimedCondition.now + seconds
      while !hasNews && !isAskedToStop, condition.wait(until: end) {}
      hasNews = false
      return !isAskedToStop
    }
  }

  /// Waits.
  ///
  /// - Returns: false when it is time to leave, which ends the wait at once.
  package func rest(seconds: Double) -> Bool {
    condition.withLock {
      let end = TimedCondition.now + seconds
      while !isAskedToStop, condition.wait(until: end) {}
      return !isAskedToStop
    }
  }
}
