import Tracking

/// What a selection can be narrowed by: the values that its jobs have, with how many jobs have each.
package struct JobFacets: Sendable, Equatable {
  /// Jobs of the selection.
  package var total: Int
  /// By the part of a selection: the values that the jobs have which all *other* parts pick, the commonest first.
  package var values: [String: [Value]]
  /// By the part: values that are left out, because there are more than ``mostValues``.
  package var leftOut: [String: Int]
  /// Keys of the config that are not the same in all jobs of the selection, in the order of their paths.
  package var varying: [Varying]

  /// Values of one part that are told at most.
  package static let mostValues = 1_000

  package struct Value: Sendable, Equatable {
    package var value: String
    package var count: Int

    package init(_ value: String, _ count: Int) {
      self.value = value
      self.count = count
    }
  }

  package struct Varying: Sendable, Equatable {
    /// A path with dots.
    package var key: String
    /// How many different ones there are; not being there counts as one.
    package var values: Int

    package init(_ key: String, _ values: Int) {
      self.key = key
      self.values = values
    }
  }

  /// Adds a part's values with their counts.
  mutating func add(_ part: String, _ counts: [String: Int]) {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    values[part] = sorted.prefix(Self.mostValues).map { Value($0.key, $0.value) }
    if sorted.count > Self.mostValues { leftOut[part] = sorted.count - Self.mostValues }
  }
}
