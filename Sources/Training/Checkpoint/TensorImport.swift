import Files
import Formats
import Compute
import Datasets
import Learning

/// Puts the tensors of a file in the place of a network's.
struct TensorImport {
  let file: SafetensorsFile
  /// What the network has.
  let tensors: [NamedTensor]

  /// - Parameters:
  ///   - names: what the file's names stand for; nil where they are our own and stand for themselves.
  ///   - isOptional: whether a tensor may be missing from the file; it keeps its value then.
  ///   - isIgnored: whether a tensor of the file, by its name, is of no interest.
  /// - Returns: what was taken off the file's names, a sentence for each prefix.
  /// - Throws: ``CheckpointError`` when names, shapes or types do not match, before anything is changed.
  /// - Complexity: a copy of one tensor at a time is in memory, where the network has it in another order.
  @discardableResult
  func run(
    on device: Device, names: ForeignNames? = nil, isOptional: (String) -> Bool = { _ in false },
    isIgnored: (String) -> Bool = { _ in false }
  ) throws -> [String] {
    let there = file.tensors.map(\.name).filter { !isIgnored($0) }
    let own = ForeignNames(known: Set(tensors.map(\.name)), prefixes: [])
    let (sources, notes) = try sources(among: there, names ?? own)
    let missing = tensors.map(\.name).filter { sources[$0] == nil && !isOptional($0) }
    guard missing.isEmpty else {
      throw CheckpointError.missingTensors(path: file.path, names: missing, found: there)
    }
    for tensor in tensors {
      guard let source = sources[tensor.name] else { continue }
      try check(source, against: tensor)
    }
    for tensor in tensors {
      guard let source = sources[tensor.name] else { continue }
      try tensor.tensor.fill(on: device) { try file.read(source, into: $0) }
    }
    return notes
  }

  /// The file's name of each of the network's tensors that is in it.
  private func sources(
    among there: [String], _ names: ForeignNames
  ) throws -> (names: [String: String], notes: [String]) {
    var sources: [String: String] = [:]
    var counts: [String: Int] = [:]
    for name in there {
      guard let meaning = names.meaning(of: name) else {
        let known = tensors.map(\.name)
        throw CheckpointError.unknownTensor(
          path: file.path, name: name, nearest: Spelling.nearest(to: names.bare(name), in: known),
          known: known)
      }
      if let other = sources.updateValue(name, forKey: meaning.name) {
        throw CheckpointError.twoTensors(
          path: file.path, name: meaning.name, found: [name, other].sorted { $0.count < $1.count })
      }
      if !meaning.prefix.isEmpty { counts[meaning.prefix, default: 0] += 1 }
    }
    let notes = counts.sorted { $0.key < $1.key }.map { prefix, count in
      "\(file.path): \"\(prefix)\" was taken off the names of \(count) of \(there.count) tensors"
    }
    return (sources, notes)
  }

  private func check(_ source: String, against tensor: NamedTensor) throws {
    if let shape = file.shape(of: source), shape != tensor.shape {
      throw CheckpointError.wrongShape(
        path: file.path, name: source, expected: tensor.shape, found: shape)
    }
    try file.checkType(of: source)
  }
}
