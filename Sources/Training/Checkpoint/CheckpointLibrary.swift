import Foundation
import Logging

/// The checkpoints of all runs of a data directory, each run's in a folder of its own:
///
///     <data>/checkpoints/run-7/step-1200.safetensors     everything to go on from iteration 1200
///     <data>/checkpoints/run-7/weights.safetensors       what a run that succeeded has learned
package struct CheckpointLibrary: Sendable {
  /// `<data>/checkpoints`; made when the first checkpoint is written.
  package let path: String
  private let log: Logger

  /// - Parameters:
  ///   - data: the data directory.
  ///   - log: told what was passed over and why.
  package init(data: String, log: Logger) {
    path = (data as NSString).appendingPathComponent("checkpoints")
    self.log = log
  }

  /// - Parameter run: the run's id in the database.
  package func folder(of run: Int64) -> CheckpointFolder {
    CheckpointFolder(path: (path as NSString).appendingPathComponent("run-\(run)"), run: run, log: log)
  }
}
