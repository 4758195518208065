import Concurrency
import Logging
import Tracking

/// What surrounds one run while ``RunDriver`` trains it: where its pictures come from and its points, checkpoints and end go.
///
/// The driver knows no store, no queue and no process but through this protocol, so a host may be anywhere:
///
/// - ``LocalHost`` holds the data directory: the server's queue and `bearing run` use it.
/// - One that speaks HTTP claims a run of a server with ``LeaseTerms`` that have a time, renews them now and then on a
///   ``WorkerThread``, puts points into a sink that posts them in named batches, writes checkpoints into a scratch folder
///   and uploads each file, and learns from the answers to its renewals whether to stop; `whileTraining` waits for a server
///   that cannot be reached.
/// - One for Slurm is the same in a batch job, whose `stop` also says ``StopReason/pause`` when the time limit is near.
///
/// Everything is called on the thread that drives.
package protocol RunHost {
  /// The run, its config and what it goes on from.
  var lease: RunLease { get }
  /// Where its dataset is looked for.
  var datasets: DatasetLibrary { get }
  /// Where its points go.
  var sink: any MetricSink { get }
  /// Where its checkpoints and its weights go.
  var checkpoints: any CheckpointStorage { get }
  /// What is done about failures that pass while it trains. It ends all waiting when the run is asked to stop.
  var whileTraining: RetryPolicy { get }
  /// The same for the end, which hours of training may hang on.
  var atTheEnd: RetryPolicy { get }
  /// Told what was passed over and why.
  var log: Logger { get }

  /// Whether and why to stop; asked before every iteration, so it answers at once.
  var stop: StopReason? { get }

  /// Notes with how many threads the run is trained, unless that was noted before.
  ///
  /// - Returns: the number that holds, that of the run's first begin: another would add in another order.
  func begin(threads: Int) throws -> Int

  /// Takes note of what happens.
  ///
  /// - Throws: what keeps the run from having succeeded, at ``RunEvent/trained(_:)``; it is passed over elsewhere.
  func observe(_ event: RunEvent) throws

  /// Takes the end, once all points are on disk. Called again after a failure that `atTheEnd` lets pass.
  ///
  /// - Returns: the status that the run has got: `cancelled` for one that stopped for a pause and was cancelled meanwhile.
  func end(_ end: RunEnd) throws -> Status
}
