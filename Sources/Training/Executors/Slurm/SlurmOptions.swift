/// How runs are handed to a Slurm cluster.
package struct SlurmOptions: Sendable {
  /// The program that a run's task starts, by its path there.
  package var program: String
  /// Where the tasks reach the server; nil for the address that it tells: see ``SlurmExecutor/serve(at:)``.
  package var server: String?
  /// The server's token, by its path there; nil for a server without one.
  package var tokenFile: String?
  /// Where the tasks look for datasets first; nil for the usual places.
  package var datasets: String?
  /// More arguments for `sbatch`.
  package var arguments: [String]
  /// Cores of a run whose config does not say.
  package var cpus: Int
  /// Folder for what the tasks print.
  package var logs: String
  /// Seconds between two looks.
  package var poll: Double

  package init(
    program: String, server: String? = nil, tokenFile: String? = nil, datasets: String? = nil,
    arguments: [String] = [], cpus: Int = 2, logs: String, poll: Double = 5
  ) {
    self.program = program
    self.server = server
    self.tokenFile = tokenFile
    self.datasets = datasets
    self.arguments = arguments
    self.cpus = cpus
    self.logs = logs
    self.poll = poll
  }

  /// An option's text as the arguments that a shell would make of it: blanks part them, quotes and backslashes keep them.
  ///
  /// - Returns: nil where a quote is not closed.
  package static func arguments(of text: String) -> [String]? {
    var arguments: [String] = []
    var current: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        current = (current ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { current = (current ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        current = current ?? ""
      } else if character.isWhitespace {
        if let word = current { arguments.append(word) }
        current = nil
      } else {
        current = (current ?? "") + String(character)
      }
    }
    if let word = current { arguments.append(word) }
    return quote == nil && !isEscaped ? arguments : nil
  }
}
