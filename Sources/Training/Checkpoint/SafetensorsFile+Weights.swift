import Files

extension SafetensorsFile {
  /// Whether a tensor is a weight. What belongs to an optimizer is named `optimizer/fc1.weight/velocity`; the names
  /// of weights have no slash.
  static func isWeight(_ name: String) -> Bool { !name.contains("/") }

  /// Whether there is nothing here but weights.
  package var holdsOnlyWeights: Bool { tensors.allSatisfy { Self.isWeight($0.name) } }

  /// Writes the weights of a checkpoint as a file of their own, which is not meant to outlast the machine.
  ///
  /// - Throws: ``FileError``.
  /// - Complexity: a megabyte or two of memory.
  package func copyWeights(to path: String) throws(FileError) {
    let weights = tensors.filter { Self.isWeight($0.name) }
    let writer = try SafetensorsWriter(
      path: path, tensors: weights, metadata: CheckpointRecord.ofWeights(metadata))
    for weight in weights {
      try read(weight.name) { (part) throws(FileError) in try writer.append(part) }
    }
    try writer.finish(durably: false)
  }
}
