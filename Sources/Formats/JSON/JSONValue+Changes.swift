/// Changes to a config, as people write them.
extension JSONValue {
  /// This value with changes to it: `{"optimizer.learning_rate": 0.005}`, or the same as objects in objects.
  ///
  /// Objects are merged key by key and a null takes its key away, as in ``overlaid(with:)``. Two things are made easier: a
  /// name to which options are added, `"fc5"` and `{"width": 1000}`, becomes an object with that name; and an object
  /// that gets another name, `sgd` and `{"name": "adam"}`, begins anew, since the options of the one are not the other's.
  /// That goes for objects in the config, not for the config and its own name.
  package func changed(by changes: JSONValue) -> JSONValue {
    guard case .object(let members) = changes else { return changes }
    // Sorted, so that "optimizer" comes before "optimizer.learning_rate".
    return members.sorted { $0.key < $1.key }.reduce(self) { config, change in
      config.merged(with: Self.nested(change.key, change.value), isInside: false)
    }
  }

  /// `{"a": {"b": value}}` for `a.b`. A key with an empty part stays as it is, and will be reported as unknown.
  private static func nested(_ key: String, _ value: JSONValue) -> JSONValue {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains("") else { return .object([key: value]) }
    return parts.reversed().reduce(value) { .object([$1: $0]) }
  }

  private func merged(with change: JSONValue, isInside: Bool) -> JSONValue {
    guard case .object(let changes) = change else { return change }
    var members = members ?? [:]
    if isInside {
      if case .string = self { members = ["name": self] }
      if let name = changes["name"], let own = members["name"], name != own { members = [:] }
    }
    for (key, change) in changes {
      if change == .null {
        members.removeValue(forKey: key)
      } else {
        members[key] = (members[key] ?? .null).merged(with: change, isInside: true)
      }
    }
    return .object(members)
  }
}
