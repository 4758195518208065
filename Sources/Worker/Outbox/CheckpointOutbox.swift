import Files
import Logging
import Tracking
import Training

/// Where the checkpoints of a run go that is trained for a server elsewhere: into a folder here, and from there to the server,
/// behind the points that they count on.
struct CheckpointOutbox: CheckpointStorage {
  let folder: CheckpointFolder
  let outbox: Outbox

  var run: Int64 { folder.run }
  var log: Logger { folder.log }

  func prepare(for step: Int) { folder.prepare(for: step) }

  func write(
    step: Int, tensors: [(name: String, shape: [Int])], metadata: [String: String],
    append: (Int, SafetensorsWriter) throws -> Void
  ) throws {
    try folder.write(step: step, tensors: tensors, metadata: metadata, append: append)
    outbox.add(folder.file(of: step), as: .checkpoint, step: step)
  }

  func writeWeights(
    tensors: [(name: String, shape: [Int])], metadata: [String: String],
    append: (Int, SafetensorsWriter) throws -> Void
  ) throws {
    try folder.writeWeights(tensors: tensors, metadata: metadata, append: append)
    outbox.add(folder.weightsFile, as: .weights, step: 0)
  }

  /// The server has them, or somebody else has the run.
  func tidy(after status: Status) { folder.remove() }
}
