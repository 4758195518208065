import Formats
import Tracking

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
