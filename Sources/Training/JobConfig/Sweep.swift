import Formats
import Tracking

/// A grid of configs: every combination of some keys' values.
///
///     {"optimizer.learning_rate": [0.01, 0.005], "method": ["dfa", "dkp"]}     four jobs
package struct Sweep: Sendable {
  /// One key and what it takes in turn.
  struct Axis: Sendable {
    var key: String
    var values: [JSONValue]

    /// Where a problem of a value is.
    func path(_ index: Int? = nil) -> String { "$.sweep[\"\(key)\"]" + (index.map { "[\($0)]" } ?? "") }
  }

  /// Jobs and runs of one request at most: one transaction holds them all.
  package static let mostJobs = 1_000
  package static let mostRuns = 10_000

  /// By key; the last one's values change from one job to the next.
  let axes: [Axis]

  /// How many jobs it makes.
  package var count: Int { axes.reduce(1) { $0 * $1.values.count } }

  /// - Parameter problems: gets what is wrong with it.
  /// - Returns: nil if anything is.
  init?(_ value: JSONValue, problems: inout [ConfigProblem]) {
    let example = "an object of lists, such as {\"optimizer.learning_rate\": [0.01, 0.005]}"
    guard case .object(let members) = value, !members.isEmpty else {
      problems.append(
        ConfigProblem(
          path: "$.sweep", message: "expected \(example), found \(value.description)", expected: example,
          found: value.description))
      return nil
    }
    axes = members.sorted { $0.key < $1.key }.map { Axis(key: $0.key, values: $0.value.array ?? []) }
    let before = problems.count
    for axis in axes {
      guard let values = members[axis.key]?.array, !values.isEmpty else {
        let found = members[axis.key]?.description ?? "nothing"
        problems.append(
          ConfigProblem(
            path: axis.path(), message: "expected a list of values, found \(found)",
            expected: "a list of values", found: found))
        continue
      }
      for index in values.indices where values[..<index].contains(values[index]) {
        problems.append(
          ConfigProblem(
            path: axis.path(index), message: "\(values[index].description) is there twice; leave one out",
            expected: "values that differ", found: values[index].description))
      }
    }
    guard problems.count == before else { return nil }
    var count = 1
    for axis in axes {
      count *= axis.values.count
      if count > Self.mostJobs {
        problems.append(
          ConfigProblem(
            path: "$.sweep",
            message: "makes more than \(Self.mostJobs) jobs; leave values out, or send parts of it",
            expected: "at most \(Self.mostJobs) combinations"))
        return nil
      }
    }
  }

  /// The place of each axis's value in a combination.
  ///
  /// - Parameter number: of the combination, in 0 ..< ``count``.
  func indices(of number: Int) -> [Int] {
    var rest = number
    let reversed = axes.reversed().map { axis in
      defer { rest /= axis.values.count }
      return rest % axis.values.count
    }
    return reversed.reversed()
  }

  /// The config of a combination, named and tagged by what makes it differ from the others.
  ///
  /// - Parameter id: the tag `sweep` of all its jobs.
  func config(_ base: JSONValue, _ indices: [Int], id: String) -> JSONValue {
    let chosen = zip(axes, indices).map { ($0.key, $0.values[$1]) }
    let config = base.changed(by: .object(Dictionary(uniqueKeysWithValues: chosen)))
    guard case .object(var members) = config else { return config }
    if members["name"] == nil || members["name"] == base["name"] {
      let lead = members["name"]?.string.map { "\($0): " } ?? ""
      members["name"] = .string((lead + label(indices)).shortened(to: JobConfig.longestName))
    }
    if case .object(var tags) = members["tags"] ?? [:] {
      for (key, value) in chosen + [("sweep", .string(id))] where key.count <= 64 && tags[key] == nil {
        tags[key] = .string(Self.text(value, limit: 200))
      }
      members["tags"] = .object(tags)
    }
    return .object(members)
  }

  /// `learning_rate=0.01, method=dfa`: the last part of a key where that tells it from the others.
  func label(_ indices: [Int]) -> String {
    let short = axes.map { $0.key.split(separator: ".").last.map(String.init) ?? $0.key }
    return zip(axes.indices, indices).map { axis, index in
      let isUnique = short.count { $0 == short[axis] } == 1
      return (isUnique ? short[axis] : axes[axis].key) + "="
        + Self.text(axes[axis].values[index], limit: 40)
    }.joined(separator: ", ")
  }

  /// A value in few characters: what is named by its name.
  private static func text(_ value: JSONValue, limit: Int) -> String {
    let text = value.string ?? value["name"]?.string ?? value.canonicalText
    return text.shortened(to: limit)
  }
}
