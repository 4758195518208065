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
