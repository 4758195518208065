/// Where a run's points go. Training writes to this protocol; the store implements it.
package protocol MetricSink: Sendable {
  /// The id of the series of `metric` in `run`, made on first use.
  ///
  /// - Throws: when the run does not exist or the database refuses.
  func series(of metric: Metric, in run: Int64) throws -> Int64

  /// Takes points for writing and returns at once; one writer commits them in batches, in the order given.
  ///
  /// A call never waits for the disk, with one exception: when the backlog has reached its bound the call waits
  /// until there is room, because dropping a point would be losing data.
  ///
  /// - Parameters:
  ///   - points: values of this run's series, steps rising within each series.
  ///   - step: the run's last finished iteration, committed as its progress in the same transaction.
  func append(_ points: [Point], run: Int64, step: Int)

  /// Waits until everything appended before the call is on disk.
  ///
  /// - Throws: the first error met by the writer since the last call, for example a full disk.
  func flush() throws
}
