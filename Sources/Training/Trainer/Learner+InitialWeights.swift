import Learning

extension Learner {
  /// Replaces what was drawn by the tensors of a file.
  ///
  /// Every parameter of the network has to be there. Feedback and running statistics need not be: what another
  /// program saves has none of the one, and those of before the first iteration are known. A whole checkpoint will do
  /// as well; what it holds of an optimizer is passed over.
  ///
  /// - Throws: ``CheckpointError`` for a damaged file, and for names or shapes that are not those of the network.
  func takeWeights(from file: SafetensorsFile) throws {
    try file.verify()
    try TensorImport(file: file, tensors: tensors).run(
      on: device,
      isOptional: { name in
        [".feedback", ".running_mean", ".running_var"].contains { name.hasSuffix($0) }
      },
      isIgnored: { !SafetensorsFile.isWeight($0) })
  }
}
