import Compute
import Datasets
import Learning

/// Puts the tensors of a file in the place of a network's.
struct TensorImport {
  let file: SafetensorsFile
  /// What the network has.
  let tensors: [NamedTensor]

  /// - Parameters:
  ///   - isOptional: whether a tensor may be missing from the file; it keeps its value then.
  ///   - isIgnored: whether a tensor of the file, by its name, is of no interest.
  /// - Throws: ``CheckpointError`` when names or shapes do not match, before anything is changed.
  /// - Complexity: a copy of one tensor at a time is in memory, where the network has it in another order.
  func run(
    on device: Device, isOptional: (String) -> Bool = { _ in false },
    isIgnored: (String) -> Bool = { _ in false }
  ) throws {
    let known = tensors.map(\.name)
    let there = file.tensors.map(\.name).filter { !isIgnored($0) }
    if let name = there.first(where: { !known.contains($0) }) {
      throw CheckpointError.unknownTensor(
        path: file.path, name: name, nearest: Spelling.nearest(to: name, in: known), known: known)
    }
    let missing = known.filter { file.shape(of: $0) == nil && !isOptional($0) }
    guard missing.isEmpty else {
      throw CheckpointError.missingTensors(path: file.path, names: missing, found: there)
    }
    for tensor in tensors {
      guard let shape = file.shape(of: tensor.name), shape != tensor.shape else { continue }
      throw CheckpointError.wrongShape(
        path: file.path, name: tensor.name, expected: tensor.shape, found: shape)
    }
    for tensor in tensors where file.shape(of: tensor.name) != nil {
      try tensor.tensor.fill(on: device) { try file.read(tensor.name, into: $0) }
    }
  }
}
