/// What the training threads and their callers share.
final class QueueState: @unchecked Sendable {
  /// Why a run is asked to stop.
  enum Stop: Int {
    case pause, cancel
  }

  private let condition = TimedCondition()
  private var isStarted = false
  private var isStopping = false
  /// Counted up when there may be something to claim.
  private var news = 1
  /// Training threads that have not left.
  private var threads = 0
  /// By run. One of them may have been claimed this moment and not have begun.
  private var asked: [Int64: Stop] = [:]
  /// The run whose turn it is while there is no memory for it, and why.
  private var waiting: (run: Int64, reason: String)?

  /// - Parameter threads: training threads that are about to begin.
  /// - Returns: false if it had been started already.
  func start(threads: Int) -> Bool {
    condition.withLock {
      guard !isStarted else { return false }
      isStarted = true
      self.threads = threads
      return true
    }
  }

  func announceWork() {
    condition.withLock {
      news += 1
      condition.broadcast()
    }
  }

  /// Waits for news that the caller has not seen.
  ///
  /// - Parameter seen: what the last call returned, 0 at first.
  /// - Returns: nil when it is time to leave.
  func awaitWork(after seen: Int) -> Int? {
    condition.withLock {
      while news == seen && !isStopping { condition.wait() }
      return isStopping ? nil : news
    }
  }

  /// Waits; false when it is time to leave.
  func rest(seconds: Double) -> Bool {
    condition.withLock {
      let end = TimedCondition.now + seconds
      while !isStopping, condition.wait(until: end) {}
      return !isStopping
    }
  }

  // MARK: Runs that are asked to stop

  /// Asks runs that the store calls running to stop. To be cancelled goes before to be paused.
  func ask(_ runs: [Int64], to stop: Stop) {
    condition.withLock {
      for run in runs where asked[run] != .cancel { asked[run] = stop }
    }
  }

  /// Lets runs go on that were asked to pause and have not stopped yet.
  func withdrawPause(of runs: [Int64]) {
    condition.withLock {
      for run in runs where asked[run] == .pause { asked[run] = nil }
    }
  }

  func end(_ run: Int64) { condition.withLock { asked[run] = nil } }

  func shouldStop(_ run: Int64) -> Bool { condition.withLock { isStopping || asked[run] != nil } }

  func isCancelled(_ run: Int64) -> Bool { condition.withLock { asked[run] == .cancel } }

  // MARK: A run that cannot begin yet

  /// - Returns: whether that is news.
  func wait(_ run: Int64, because reason: String) -> Bool {
    condition.withLock {
      defer { waiting = (run, reason) }
      return waiting?.run != run
    }
  }

  func endWait() { condition.withLock { waiting = nil } }

  /// Why a run waits though it is its turn; nil for every other.
  func reasonToWait(of run: Int64) -> String? {
    condition.withLock { waiting?.run == run ? waiting?.reason : nil }
  }

  // MARK: The end

  var isLeaving: Bool { condition.withLock { isStopping } }

  func leave() {
    condition.withLock {
      threads -= 1
      condition.broadcast()
    }
  }

  /// Asks the threads to leave and waits until they have.
  func stop() {
    condition.withLock {
      isStopping = true
      condition.broadcast()
      while threads > 0 { condition.wait() }
    }
  }
}
