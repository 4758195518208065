/// One thing wrong with a config.
package struct ConfigProblem: Sendable, Equatable {
  /// Where: `$.optimizer.learning_rate`.
  package var path: String
  package var message: String
  package var expected: String?
  package var found: String?

  package init(path: String, message: String, expected: String? = nil, found: String? = nil) {
    self.path = path
    self.message = message
    self.expected = expected
    self.found = found
  }
}

/// Everything wrong with a config at once.
package struct ConfigError: Error, Sendable, Equatable, CustomStringConvertible {
  package var problems: [ConfigProblem]

  package init(_ problems: [ConfigProblem]) { self.problems = problems }

  package var description: String {
    problems.map { "\($0.path): \($0.message)" }.joined(separator: "\n")
  }
}
