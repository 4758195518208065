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

extension Sweep {
  /// A problem, and the combinations that have it.
  private struct Finding {
    var problem: ConfigProblem
    var combinations: [[Int]] = []
  }

  /// The jobs of every combination.
  ///
  /// - Parameter base: what they have in common, not yet validated.
  /// - Throws: ``ConfigError`` with every problem of every combination, each once: under the value that makes it, where
  ///   one does.
  func newJobs(of base: JSONValue, datasets: DatasetLibrary) throws -> [NewJob] {
    let id = String(UInt32.random(in: .min ... .max), radix: 36)
    var (jobs, findings, places): ([NewJob], [Finding], [String: Int]) = ([], [], [:])
    // Counting the samples of a set may mean unpacking it.
    var sets: [String: TrainingSet] = [:]
    for number in 0..<count {
      let indices = indices(of: number)
      do {
        let config = try JobConfig(config(base, indices, id: id), datasets: datasets)
        let set = try sets[config.dataset] ?? config.trainingSet(in: datasets)
        sets[config.dataset] = set
        jobs.append(try config.newJob(on: set))
      } catch let error as ConfigError {
        for problem in error.problems {
          let key = problem.path + "\n" + problem.message
          if places[key] == nil {
            places[key] = findings.count
            findings.append(Finding(problem: problem))
          }
          findings[places[key]!].combinations.append(indices)
        }
      }
    }
    var problems = findings.map(placed)
    let runs = jobs.reduce(0) { $0 + $1.seeds.count }
    if problems.isEmpty && runs > Self.mostRuns {
      problems.append(
        ConfigProblem(
          path: "$.sweep",
          message:
            "makes \(runs) runs; at most \(Self.mostRuns) at a time: lower \"trials\" or send parts of it",
          expected: "at most \(Self.mostRuns) runs", found: "\(runs)"))
    }
    if !problems.isEmpty { throw ConfigError(problems) }
    return jobs
  }

  /// The problem with the path of what has to be changed in the request.
  private func placed(_ finding: Finding) -> ConfigProblem {
    var problem = finding.problem
    let isEverywhere = finding.combinations.count == count
    if let axis = axes.firstIndex(where: { isAbout($0, problem.path) }) {
      let indices = Set(finding.combinations.map { $0[axis] })
      // Of all combinations with this value, or with any.
      if indices.count == 1, let index = indices.first,
        finding.combinations.count == count / axes[axis].values.count
      {
        problem.path = axes[axis].path(index)
        return problem
      }
      if isEverywhere {
        problem.path = axes[axis].path()
        return problem
      }
    }
    if isEverywhere { return problem }
    let others = finding.combinations.count - 1
    problem.message =
      "with \(label(finding.combinations[0]))" + (others > 0 ? " and \(others) more" : "")
      + ": \(problem.path): \(problem.message)"
    problem.path = "$.sweep"
    return problem
  }

  /// Whether a problem at `path` may be one of the axis's values, or of something in or around them.
  private func isAbout(_ axis: Axis, _ path: String) -> Bool {
    let own = "$.\(axis.key)"
    return path == own || path.hasPrefix(own + ".") || path.hasPrefix(own + "[")
      || own.hasPrefix(path + ".") && path != "$"
  }
}
