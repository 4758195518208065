import Concurrency
import Formats
import Foundation
import Synchronization
import Tracking

/// Where the points of a run go that is trained for a server elsewhere: into batches, each with a name, and on to the outbox.
final class PointOutbox: MetricSink {
  private struct Series {
    var metric: Metric
    var steps: [Int] = []
    var values: [Double] = []
  }

  private struct State {
    /// By number.
    var series: [Series] = []
    var numbers: [Metric: Int64] = [:]
    var step = 0
    var points = 0
    /// When the first of them came.
    var since = 0.0
  }

  /// Seconds that points wait for company, and how many make a batch at once.
  private static let delay = 1.0
  private static let most = 20_000

  private let key: LeaseKey
  private let outbox: Outbox
  private let state = Mutex(State())
  private let thread = WorkerThread("points")

  init(_ key: LeaseKey, _ outbox: Outbox) {
    self.key = key
    self.outbox = outbox
  }

  func start() {
    thread.start { [self] thread in
      while thread.rest(seconds: Self.delay / 2) { seal(after: Self.delay) }
    }
  }

  func end() { thread.stop() }

  func series(of metric: Metric, in run: Int64) throws -> Int64 {
    state.withLock { state in
      if let known = state.numbers[metric] { return known }
      let number = Int64(state.series.count)
      state.series.append(Series(metric: metric))
      state.numbers[metric] = number
      return number
    }
  }

  func append(_ points: [Point], run: Int64, step: Int) {
    let isFull = state.withLock { state in
      if state.points == 0 { state.since = TimedCondition.now }
      for point in points {
        state.series[Int(point.series)].steps.append(point.step)
        state.series[Int(point.series)].values.append(point.value)
      }
      state.points += points.count
      state.step = max(state.step, step)
      return state.points >= Self.most
    }
    if isFull { seal(after: 0) }
  }

  /// Hands over what has come so far. It does not wait for the server: what comes behind it in the outbox gets there later.
  func flush() { seal(after: 0) }

  /// - Parameter seconds: that the oldest point has to have waited.
  private func seal(after seconds: Double) {
    // One at a time, so that the batches keep the order of their points.
    state.withLock { state in
      guard state.points > 0, TimedCondition.now - state.since >= seconds else { return }
      let columns = state.series.filter { !$0.steps.isEmpty }
      let step = state.step
      outbox.add { name in Self.body(columns.map { ($0.metric, $0.steps, $0.values) }, name, key, step: step)
      }
      state.points = 0
      for index in state.series.indices {
        state.series[index].steps.removeAll(keepingCapacity: true)
        state.series[index].values.removeAll(keepingCapacity: true)
      }
    }
  }

  /// The body of a POST to `/runs/{id}/metrics`. Each number is written in as few digits as tell it from all others.
  static func body(
    _ columns: [(metric: Metric, steps: [Int], values: [Double])], _ name: String, _ key: LeaseKey, step: Int
  ) -> Data {
    var text =
      "{\"batch\":\"\(name)\",\"lease\":{\"worker\":\"\(key.worker)\",\"attempt\":\(key.attempt),\"step\":\(step)},"
    text += "\"series\":["
    for (index, column) in columns.enumerated() {
      if index > 0 { text += "," }
      text += "{\"name\":\(JSONValue.string(column.metric.name).canonicalText)"
      if let layer = column.metric.layer { text += ",\"layer\":\(JSONValue.string(layer).canonicalText)" }
      if let unit = column.metric.unit { text += ",\"unit\":\(JSONValue.string(unit).canonicalText)" }
      text += ",\"steps\":["
      text += column.steps.map(String.init).joined(separator: ",")
      text += "],\"values\":["
      text += column.values.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ",")
      text += "]}"
    }
    text += "]}"
    return Data(text.utf8)
  }
}
