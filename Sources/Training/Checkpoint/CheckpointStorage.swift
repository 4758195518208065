import Files
import Logging
import Tracking

/// Where one run's checkpoints go: a folder of the data directory, or on their way to another machine.
///
/// One thread writes, that of the run.
package protocol CheckpointStorage: Sendable {
  /// The run's id.
  var run: Int64 { get }
  /// Told why there is no checkpoint, for example.
  var log: Logger { get }

  /// Removes what a run that goes on from `step` does not need. Before a run's first iteration it is everything.
  func prepare(for step: Int)

  /// Writes a whole checkpoint. When this returns, it is safe.
  ///
  /// - Parameters:
  ///   - step: iterations that the run has behind it, at least 1.
  ///   - tensors: names and shapes.
  ///   - append: gives the numbers of the tensor at an index to the writer; called for each, in order, again if the file
  ///     is tried again.
  /// - Throws: what keeps it from being written; nothing has changed then. Or what `append` throws.
  func write(
    step: Int, tensors: [(name: String, shape: [Int])], metadata: [String: String],
    append: (Int, SafetensorsWriter) throws -> Void) throws

  /// Writes what a run has learned when it has come to its end. The checkpoints stay until ``tidy(after:)``:
  /// should the process die before anybody knows of the end, the run goes on from them.
  ///
  /// - Throws: as ``write(step:tensors:metadata:append:)``.
  func writeWeights(
    tensors: [(name: String, shape: [Int])], metadata: [String: String],
    append: (Int, SafetensorsWriter) throws -> Void) throws

  /// Removes what a run does not need any more once it is known to have ended so.
  func tidy(after status: Status)
}
