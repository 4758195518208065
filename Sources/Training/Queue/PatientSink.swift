import Tracking

/// A sink for a run that nobody watches: what keeps a series from being made, such as a full disk or a lock that somebody's
/// shell holds, passes, and is no reason for the run to fail.
///
/// Points and flushes go straight through. The sink behind it keeps points until it can store them.
package struct PatientSink: MetricSink {
  private let sink: any MetricSink
  private let triesAgain: @Sendable (_ error: any Error, _ isFirst: Bool) -> Bool

  /// - Parameter triesAgain: asked after each failure, whether to try again; it may take its time.
  package init(
    _ sink: any MetricSink, triesAgain: @escaping @Sendable (_ error: any Error, _ isFirst: Bool) -> Bool
  ) {
    self.sink = sink
    self.triesAgain = triesAgain
  }

  package func series(of metric: Metric, in run: Int64) throws -> Int64 {
    var isFirst = true
    while true {
      do {
        return try sink.series(of: metric, in: run)
      } catch let error where !(error is TrackingError) && triesAgain(error, isFirst) {
        // A run that does not exist will not come to exist; anything else may pass.
        isFirst = false
      }
    }
  }

  package func append(_ points: [Point], run: Int64, step: Int) { sink.append(points, run: run, step: step) }

  package func flush() throws { try sink.flush() }
}
