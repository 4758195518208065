import Concurrency
import Foundation
import Logging
import Synchronization
import TestSupport
import Tracking

@testable import Training

/// A host that is no store: points and the end are kept in memory, checkpoints in a folder of its own. What the driver needs
/// besides is not there.
final class MemoryHost: RunHost {
  /// Points by metric and step, as bits. How fast it went is no result.
  final class Sink: MetricSink {
    struct Refusal: Error {}

    private struct Content {
      var metrics: [Metric] = []
      var points: [Int64: [Int: UInt64]] = [:]
      /// How many series are refused before the first is made.
      var refusals = 0
    }
    private let content = Mutex(Content())

    init(refusals: Int = 0) { content.withLock { $0.refusals = refusals } }

    func series(of metric: Metric, in run: Int64) throws -> Int64 {
      try content.withLock { content in
        if content.refusals > 0 {
          content.refusals -= 1
          throw Refusal()
        }
        if let known = content.metrics.firstIndex(of: metric) { return Int64(known) }
        content.metrics.append(metric)
        return Int64(content.metrics.count - 1)
      }
    }

    func append(_ points: [Point], run: Int64, step: Int) {
      content.withLock { content in
        for point in points {
          content.points[point.series, default: [:]][point.step] = point.value.bitPattern
        }
      }
    }

    func flush() throws {}

    /// Forgets what lies behind a checkpoint, as a claim does.
    func cut(after step: Int) {
      content.withLock { content in
        content.points = content.points.mapValues { $0.filter { $0.key <= step } }
      }
    }

    var points: [Metric: [Int: UInt64]] {
      content.withLock { content in
        Dictionary(
          uniqueKeysWithValues: content.metrics.indices.map {
            (content.metrics[$0], content.points[Int64($0)] ?? [:])
          }
        ).filter { $0.key.name != "samples_per_second" }
      }
    }
  }

  var lease: RunLease
  let datasets: DatasetLibrary
  let sink: any MetricSink
  var checkpoints: any CheckpointStorage { folder }
  let log: Logger
  let folder: CheckpointFolder
  /// Failures until the end is taken.
  var endRefusals = 0
  var beginRefusals = 0
  var isPatientAtTheEnd = true
  /// That the run was cancelled while it stopped for a pause.
  var cancelsAtTheEnd = false
  /// Asked to stop, and why, once so many iterations are over.
  var stopAt: (step: Int, reason: StopReason)?

  private(set) var step = 0
  private(set) var firstStep: Int?
  private(set) var notes: [String] = []
  private(set) var hasTrained = false
  private(set) var ends: [RunEnd] = []
  private(set) var threadsAtBegin: [Int] = []
  let waits = Waits()

  final class Waits: Sendable {
    let count = Mutex(0)
  }

  init(_ lease: RunLease, sink: Sink, folder: CheckpointFolder, datasets: DatasetLibrary, log: Logger) {
    self.lease = lease
    self.sink = sink
    self.folder = folder
    self.datasets = datasets
    self.log = log
  }

  var whileTraining: RetryPolicy {
    RetryPolicy(pause: 0, report: { [waits] _, _ in waits.count.withLock { $0 += 1 } })
  }
  var atTheEnd: RetryPolicy { isPatientAtTheEnd ? whileTraining : .never }

  var stop: StopReason? { stopAt.flatMap { step >= $0.step ? $0.reason : nil } }

  func begin(threads: Int) throws -> Int {
    if beginRefusals > 0 {
      beginRefusals -= 1
      throw Sink.Refusal()
    }
    threadsAtBegin.append(threads)
    return 1
  }

  func observe(_ event: RunEvent) throws {
    switch event {
    case .progress(.step(let step, _, _)):
      firstStep = firstStep ?? step
      self.step = step
    case .begins, .progress: break
    case .note(let note), .warning(let note): notes.append(note)
    case .trained: hasTrained = true
    case .ends: break
    }
  }

  func end(_ end: RunEnd) throws -> Status {
    if endRefusals > 0 {
      endRefusals -= 1
      throw Sink.Refusal()
    }
    ends.append(end)
    return cancelsAtTheEnd ? .cancelled : end.status
  }
}
