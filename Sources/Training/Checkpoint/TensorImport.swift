import Compute
import Datasets
import Files
import Formats
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

/// What the names of another program's tensors stand for.
///
/// PyTorch's wrappers put a word before every name of a state_dict: `module.` comes of DataParallel and
/// DistributedDataParallel, `_orig_mod.` of torch.compile, and both of one in the other.
struct ForeignNames {
  static let wrappers = ["module.", "_orig_mod."]
  /// Wrappers in one another that are seen through.
  private static let most = 4

  /// The network's names. They are never taken for others: a block may be called `module`.
  let known: Set<String>
  /// What may come before them.
  var prefixes = wrappers

  /// - Returns: the network's name that a tensor's name stands for, and what came before it; nil if there is none.
  func meaning(of name: String) -> (name: String, prefix: String)? { first(of: name, where: known.contains) }

  /// Whether a tensor counts the batches that one of the network's batch norms has seen: an integer that PyTorch keeps
  /// beside the running statistics, and that nothing here depends on.
  func isCounter(_ name: String) -> Bool {
    let ending = ".num_batches_tracked"
    guard name.hasSuffix(ending) else { return false }
    return first(of: String(name.dropLast(ending.count)) + ".running_var", where: known.contains) != nil
  }

  /// A name without all prefixes, to be compared with those of the network.
  func bare(_ name: String) -> String {
    first(of: name) { !prefixes.contains(where: $0.hasPrefix) }?.name ?? name
  }

  private func first(of name: String, where isIt: (String) -> Bool) -> (name: String, prefix: String)? {
    var (rest, prefix) = (name, "")
    for _ in 0...Self.most {
      if isIt(rest) { return (rest, prefix) }
      guard let next = prefixes.first(where: rest.hasPrefix) else { return nil }
      rest.removeFirst(next.count)
      prefix += next
    }
    return nil
  }
}

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
