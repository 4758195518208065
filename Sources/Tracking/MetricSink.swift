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
  /// Points of a series that is not there any more are left out: its job was deleted. A step that was given before
  /// takes the new value.
  ///
  /// - Parameters:
  ///   - points: values of this run's series. Steps, from 1, that rise within each series are the fast way.
  ///   - step: the run's last finished iteration, committed as its progress in the same transaction.
  func append(_ points: [Point], run: Int64, step: Int)

  /// Waits until everything appended before the call is on disk.
  ///
  /// - Throws: what keeps the points from the disk, for example that it is full: they stay in the backlog and are
  ///   tried again until they are stored. Or the first point that was refused since the last call.
  func flush() throws
}
