import Files
import Learning

extension Learner {
  /// Replaces what was drawn by the tensors of a file.
  ///
  /// Every parameter of the network has to be there. Feedback and running statistics need not be: what another
  /// program saves has none of the one, and those of before the first iteration are known. A whole checkpoint will do
  /// as well; what it holds of an optimizer is passed over. So is what PyTorch's batch norm counts; and what PyTorch's
  /// wrappers put before the names is taken off.
  ///
  /// - Returns: what was taken off the names, a sentence for each prefix.
  /// - Throws: ``CheckpointError`` for a damaged file, and for names, shapes or types that are not those of the network.
  func takeWeights(from file: SafetensorsFile) throws -> [String] {
    try file.verify()
    let names = ForeignNames(known: Set(tensors.map(\.name)))
    return try TensorImport(file: file, tensors: tensors).run(
      on: device, names: names,
      isOptional: { name in
        [".feedback", ".running_mean", ".running_var"].contains { name.hasSuffix($0) }
      },
      isIgnored: { !SafetensorsFile.isWeight($0) || names.isCounter($0) })
  }
}
