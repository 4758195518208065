import Concurrency
import Files
import Foundation
import Logging
import Synchronization
import Tracking
import Training

/// What a run has for its server, sent one after the other in the order in which it came: batches of points, and checkpoints
/// behind the points that they count on.
///
/// Everything lies in a folder until the server has it, so that a server which is away for a day costs no memory and stops no
/// run. It need not outlive this process: a run that is taken up from a checkpoint makes the same points again.
final class Outbox: Sendable {
  private enum Item: Sendable {
    case batch(path: String)
    /// What could not be written: the disk is full.
    case loose(Data)
    case file(path: String, kind: CheckpointUploads.Kind, step: Int)
  }

  private struct State {
    var items: ArraySlice<Item> = []
    /// Batches so far.
    var batches = 0
    /// Whether an item is on its way.
    var isSending = false
    var isClosed = false
    /// What the server will not take: a fault that trying again does not mend.
    var failure: String?
  }

  private let run: Run
  private let calls: LeaseCalls
  private let folder: String
  private let keeper: LeaseKeeper
  private let log: Logger
  private let condition = TimedCondition()
  private let state = Mutex(State())
  private let thread = WorkerThread("outbox")

  /// Seconds between two tries of what could not be sent.
  private static let pause = 0.5
  private static let longestPause = 5.0

  /// - Parameter folder: the run's own; it is there.
  init(_ run: Run, _ calls: LeaseCalls, in folder: String, keeper: LeaseKeeper, log: Logger) {
    self.run = run
    self.calls = calls
    self.folder = folder
    self.keeper = keeper
    self.log = log
  }

  func start() { thread.start { [self] thread in work(thread) } }

  /// Why the server does not take what it is sent; nil while it does.
  var failure: String? { state.withLock { $0.failure } }

  // MARK: For the run

  /// Adds a batch.
  ///
  /// - Parameter body: what it is with a given name, unlike that of any other of this attempt.
  func add(_ body: (_ name: String) -> Data) {
    let number = state.withLock { state in
      state.batches += 1
      return state.batches
    }
    let data = body("a\(run.attempt)-\(number)")
    let path = folder + "/batch-\(number).json"
    do {
      try data.write(to: URL(filePath: path))
      add(.batch(path: path))
    } catch {
      log.warning("\(path): \(error.localizedDescription); its points are kept in memory")
      add(.loose(data))
    }
  }

  /// Adds a checkpoint, or the weights at the end, behind everything that was added before.
  func add(_ path: String, as kind: CheckpointUploads.Kind, step: Int) {
    add(.file(path: path, kind: kind, step: step))
  }

  /// Waits until the server has everything, or until `isInTime` says no.
  ///
  /// - Returns: whether it has.
  func drain(while isInTime: () -> Bool) -> Bool {
    while isInTime() {
      let isEmpty = condition.withLock {
        let isEmpty = state.withLock { $0.items.isEmpty && !$0.isSending }
        if !isEmpty { _ = condition.wait(until: TimedCondition.now + 0.2) }
        return isEmpty
      }
      if isEmpty { return true }
    }
    return false
  }

  /// Sends nothing more.
  ///
  /// - Parameter waiting: whether for a call that is under way.
  func close(waiting: Bool) {
    condition.withLock {
      state.withLock { $0.isClosed = true }
      condition.broadcast()
    }
    waiting ? thread.stop() : thread.askToStop()
  }

  private func add(_ item: Item) {
    condition.withLock {
      state.withLock { $0.items.append(item) }
      condition.broadcast()
    }
  }

  // MARK: On the thread

  private func work(_ thread: WorkerThread) {
    var pause = Self.pause
    while let item = next() {
      do {
        if !keeper.isLost, failure == nil { try send(item) }
        finish(item)
        pause = Self.pause
      } catch let lost as LeaseLost {
        keeper.lose(lost.reason)
        finish(item)
      } catch let error as LinkError where !error.isPassing {
        state.withLock { $0.failure = $0.failure ?? "\(error)" }
        finish(item)
      } catch {
        putBack(item)
        guard thread.rest(seconds: pause) else { return }
        pause = min(2 * pause, Self.longestPause)
      }
    }
  }

  private func next() -> Item? {
    condition.withLock {
      while true {
        let (item, isClosed) = state.withLock { state -> (Item?, Bool) in
          let item = state.isClosed ? nil : state.items.popFirst()
          state.isSending = item != nil
          return (item, state.isClosed)
        }
        if item != nil || isClosed { return item }
        condition.wait()
      }
    }
  }

  private func putBack(_ item: Item) {
    state.withLock { state in
      state.items.insert(item, at: state.items.startIndex)
      state.isSending = false
    }
  }

  private func finish(_ item: Item) {
    if case .batch(let path) = item { unlink(path) }
    condition.withLock {
      state.withLock { $0.isSending = false }
      condition.broadcast()
    }
  }

  private func send(_ item: Item) throws {
    switch item {
    case .batch(let path): try calls.send(batch: try Data(contentsOf: URL(filePath: path)), of: run)
    case .loose(let data): try calls.send(batch: data, of: run)
    case .file(let path, let kind, let step):
      // A newer checkpoint has taken its place while the server was away.
      guard let file = try? OpenFile(path: path) else { return }
      try calls.send(file, as: kind, step: step, of: run) { !keeper.isLost && !isClosed }
    }
  }

  private var isClosed: Bool { state.withLock { $0.isClosed } }
}
