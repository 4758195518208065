import Concurrency
import Dispatch
import Formats
import Foundation
import GRDB
import Tracking

/// The one writer of points: callers hand points over and go on, a queue of its own commits them in batches.
///
/// A batch is committed every 200 ms, sooner when many points wait or somebody flushes. When the disk refuses, the
/// points stay in the backlog and are tried again until they are stored; once the backlog is full, training waits.
package final class PointWriter: MetricSink, @unchecked Sendable {
  // Safe to share: everything under "state" is touched with `lock` held, `taken` on `queue` alone.

  /// Points that may wait; 24 bytes each.
  static let bound = 1 << 18
  /// Points of one transaction at most, so that a job's insertion never waits long for its turn.
  static let batchSize = 1 << 15
  /// How long points wait for company.
  static let delay = 0.2
  /// The longest pause between two tries of a batch that the disk refused.
  static let longestPause = 5.0

  private let pool: DatabasePool
  private let now: @Sendable () -> Double
  private let queue = DispatchQueue(label: "store.points")
  private var taken = PointBatch()

  private let lock = NSCondition()
  // State.
  private var waiting: [PointBatch.Entry] = []
  /// Weight of everything not yet committed, the batch under way too.
  private var backlog = 0
  private var isScheduled = false
  private var isUrgent = false
  private var isClosed = false
  /// Whether callers wait for room in the backlog.
  private var isWaitedFor = true
  private var pause = delay
  /// What keeps the backlog from the disk; nil once a commit succeeds.
  private var obstacle: (any Error)?
  /// The first point that was refused since the last flush.
  private var refusal: StoreError?
  private var done = WriterWork()

  /// What it has done so far, tries that the disk refused included.
  package var work: WriterWork { lock.withLock { done } }

  /// Points on disk, for monitoring.
  package let meter = PointMeter()

  /// Points that are not on disk yet; a call without any counts as one.
  package var pointsWaiting: Int { lock.withLock { backlog } }

  /// - Parameter now: seconds since 1970, UTC.
  init(pool: DatabasePool, now: @escaping @Sendable () -> Double) {
    self.pool = pool
    self.now = now
  }

  package func series(of metric: Metric, in run: Int64) throws -> Int64 {
    if let error = lock.withLock({ refusal ?? obstacle }) { throw error }
    return try pool.write { db in
      guard
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT * FROM runs WHERE id = ?)", arguments: [run])
          == true
      else { throw TrackingError.noSuchRun(run) }
      return try Self.series(db, of: metric, in: run)
    }
  }

  /// The id of a series of a run that exists, made on first use; the unit is that of the first use.
  static func series(_ db: Database, of metric: Metric, in run: Int64) throws -> Int64 {
    if let id = try knownSeries(db, of: metric, in: run) { return id }
    try db.execute(
      sql: "INSERT INTO series (run_id, name, layer, unit) VALUES (?, ?, ?, ?)",
      arguments: [run, metric.name, metric.layer, metric.unit])
    return db.lastInsertedRowID
  }

  /// The id of a series; nil when there is none yet.
  static func knownSeries(_ db: Database, of metric: Metric, in run: Int64) throws -> Int64? {
    let find = try RawStatement(
      db, "SELECT id FROM series WHERE run_id = ? AND name = ? AND ifnull(layer, '') = ?")
    find.bind(1, Int(run))
    find.bind(2, text: metric.name)
    find.bind(3, text: metric.layer ?? "")
    defer { find.reset() }
    return try find.step() ? Int64(find.int(0)) : nil
  }

  package func append(_ points: [Point], run: Int64, step: Int) {
    lock.lock()
    defer { lock.unlock() }
    while backlog >= Self.bound && !isClosed && isWaitedFor { lock.wait() }
    if isClosed {
      refusal = refusal ?? .closed
      return
    }
    var points = points
    if let bad = points.first(where: { !Point.steps.contains($0.step) }) {
      refusal = refusal ?? .badStep(series: bad.series, step: bad.step)
      points.removeAll { !Point.steps.contains($0.step) }
    }
    let entry = PointBatch.Entry(points: points, run: run, step: max(step, 0))
    waiting.append(entry)
    backlog += entry.weight
    wake()
  }

  package func flush() throws {
    try queue.sync { try commitAll() }
    if let refusal = lock.withLock({ take(&refusal) }) { throw refusal }
  }

  /// Lets nobody wait for room any more: whoever trains is about to leave, and could not while a full disk keeps the
  /// backlog full. What is appended is kept nevertheless.
  package func waitForNobody() {
    lock.withLock {
      isWaitedFor = false
      lock.broadcast()
    }
  }

  /// Commits what waits; points appended afterwards are refused, and nobody waits for room any more.
  func close() throws {
    lock.withLock {
      isClosed = true
      lock.broadcast()
    }
    try flush()
  }

  /// Sees to it that the queue comes by. With `lock` held.
  private func wake() {
    if backlog >= Self.batchSize && !isUrgent && obstacle == nil {
      isUrgent = true
      queue.async { self.commitOnOwnThread() }
    } else if !isScheduled {
      isScheduled = true
      queue.asyncAfter(deadline: .now() + pause) {
        self.lock.withLock { self.isScheduled = false }
        self.commitOnOwnThread()
      }
    }
  }

  /// On a thread that may have been begun by one that trains, and is not to be in its way.
  private func commitOnOwnThread() {
    ThreadCores.unbind()
    try? commitAll()
  }

  /// Commits batch after batch until nothing waits. On `queue`.
  ///
  /// - Throws: why a batch could not be committed; it is kept and tried again later.
  private func commitAll() throws {
    while takeBatch() {
      // GRDB runs it on this thread: a `sync` onto a queue does not change threads.
      let start = WriterWork.threadSeconds
      do {
        let time = now()
        try pool.write { _ = try taken.write($0, at: time) }
        finish(nil, since: start)
      } catch {
        finish(error, since: start)
        throw error
      }
    }
  }

  /// Moves the oldest entries into `taken`, unless a batch is still there from a try that failed.
  private func takeBatch() -> Bool {
    lock.withLock {
      isUrgent = false
      guard taken.entries.isEmpty else { return true }
      var weight = 0
      let count = waiting.firstIndex { entry in
        defer { weight += entry.weight }
        return weight >= Self.batchSize
      }
      taken.entries = Array(waiting[..<(count ?? waiting.count)])
      waiting.removeFirst(taken.entries.count)
      return !taken.entries.isEmpty
    }
  }

  /// Books the outcome of a commit, and its processor time since `start`.
  private func finish(_ error: (any Error)?, since start: Double) {
    let weight = taken.entries.reduce(0) { $0 + $1.weight }
    let points = taken.entries.reduce(0) { $0 + $1.points.count }
    let seconds = WriterWork.threadSeconds - start
    lock.withLock {
      obstacle = error
      done.processorSeconds += seconds
      if error == nil {
        done.points += points
        pause = Self.delay
        backlog -= weight
        lock.broadcast()
      } else {
        pause = min(2 * pause, Self.longestPause)
        if !isClosed { wake() }
      }
    }
    guard error == nil else { return }
    taken.entries = []
    meter.add(points)
  }
}

/// Reads a value and leaves nil in its place.
private func take<T>(_ value: inout T?) -> T? {
  defer { value = nil }
  return value
}
