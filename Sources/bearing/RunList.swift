/// Runs as a sentence names them.
enum RunList {
  private static let most = 10

  /// `run 7`, or `runs 1, 2, 3`; of many the first ones, and how many more there are.
  static func text(_ runs: [Int64]) -> String {
    let names = runs.prefix(most).map(String.init).joined(separator: ", ")
    let more = runs.count > most ? " and \(runs.count - most) more" : ""
    return (runs.count == 1 ? "run " : "runs ") + names + more
  }
}
