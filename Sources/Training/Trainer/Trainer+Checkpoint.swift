import Compute
import Datasets
import Files
import Learning
import Logging
import Tracking

extension Trainer {
  /// The learned weights by their names in a checkpoint.
  package var tensors: [NamedTensor] { learner.tensors }

  /// Writes the weights as a safetensors file.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, ``ComputeError``.
  package func saveWeights(to path: String) throws {
    let tensors = learner.tensors
    let writer = try SafetensorsWriter(
      path: path, tensors: tensors.forFile, metadata: CheckpointRecord.ofWeights(record.metadata))
    for tensor in tensors { try tensor.write(to: writer, on: learner.device) }
    try writer.finish()
  }

  func saveWeights(to folder: any CheckpointStorage) throws {
    let tensors = learner.tensors
    try folder.writeWeights(
      tensors: tensors.forFile, metadata: CheckpointRecord.ofWeights(record.metadata)
    ) { try tensors[$0].write(to: $1, on: learner.device) }
  }

  /// Writes everything that the run needs to go on from here.
  ///
  /// - Returns: false without a folder, and when the points up to here cannot be brought to disk: with a checkpoint
  ///   that is ahead of them, a run that goes on from it would lack them.
  /// - Throws: ``FileError/unwritable(path:reason:)``, ``ComputeError``.
  func save(to folder: (any CheckpointStorage)?, after sink: any MetricSink) throws -> Bool {
    guard let folder else { return false }
    do {
      try sink.flush()
    } catch {
      folder.log.warning("run \(folder.run): no checkpoint at iteration \(learner.step): \(error)")
      return false
    }
    let state = learner.state
    try folder.write(step: learner.step, tensors: state.forFile, metadata: record.metadata) {
      try state[$0].write(to: $1, on: learner.device)
    }
    return true
  }

  /// As ``save(to:after:)``, but a run that is stopped does not fail for the lack of a checkpoint: there is the one
  /// before.
  func saveAtStop(to folder: (any CheckpointStorage)?, after sink: any MetricSink) {
    do {
      _ = try save(to: folder, after: sink)
    } catch {
      folder?.log.warning("run \(folder?.run ?? 0): no checkpoint at iteration \(learner.step): \(error)")
    }
  }

  private var record: CheckpointRecord {
    CheckpointRecord(
      config: config.canonicalText, seed: seed, dataset: dataset.fingerprint, step: learner.step,
      epoch: learner.epoch, sums: totals.sums, scalars: learner.scalars)
  }
}

extension [NamedTensor] {
  /// Names and shapes.
  fileprivate var forFile: [(name: String, shape: [Int])] { map { ($0.name, $0.shape) } }
}

extension NamedTensor {
  fileprivate func write(to writer: SafetensorsWriter, on device: Device) throws {
    try tensor.withValues(on: device) { try writer.append($0) }
  }
}

extension Learner {
  /// Takes up a run where a checkpoint of it was written.
  ///
  /// - Returns: the sums of the epoch under way.
  /// - Throws: as `Trainer.init`.
  func resume(
    from file: SafetensorsFile, of config: JobConfig, seed: UInt64, dataset: Dataset
  ) throws -> Measurements {
    let record = try CheckpointRecord(file)
    try record.check(file.path, belongsTo: config, seed: seed)
    guard record.dataset == dataset.fingerprint else {
      throw TrainingError.datasetChanged(
        name: dataset.name, step: record.step, expected: record.dataset, found: dataset.fingerprint)
    }
    try TensorImport(file: file, tensors: state).run(on: device)
    scalars = record.scalars
    resume(step: record.step, epoch: record.epoch)
    return record.sums
  }
}
