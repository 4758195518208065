import ArgumentParser
import Datasets
import Formats
import Foundation
import Training

/// A config as a command takes it: a file or a preset, with changes.
struct ConfigSource: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A job config in JSON, or the name of a preset.", valueName: "CONFIG.json|PRESET"))
  var config: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change one key; may be given again.", valueName: "key.path=value"))
  var changes: [String] = []

  /// The config with all changes, not yet validated.
  ///
  /// - Throws: ``ConfigError``, or an error that says what to type.
  func value() throws -> JSONValue {
    try changes.reduce(base()) { config, change in
      let (key, text) = try Self.halves(of: change, option: "--set", example: "optimizer.learning_rate=0.01")
      return config.changed(by: [key: ConfigArgument.value(of: text, for: key)])
    }
  }

  private func base() throws -> JSONValue {
    if let preset = Preset.named(config) { return preset.config }
    guard FileManager.default.fileExists(atPath: config) else {
      throw Failure("no file \"\(config)\", and \(Preset.unknown(config))")
    }
    do {
      return try JSONValue(parsing: Data(contentsOf: URL(filePath: config)))
    } catch let error as ConfigError {
      throw Failure("\(config): \(error)")
    }
  }

  /// `optimizer.learning_rate=0.01` as a key and a text.
  static func halves(of change: String, option: String, example: String) throws -> (key: String, text: String)
  {
    let halves = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let path = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count == 2, !path.contains("") else {
      throw Failure("\(option) takes key.path=value, as in \(option) \(example); found \"\(change)\"")
    }
    return (String(halves[0]), String(halves[1]))
  }
}

extension ConfigError {
  /// The problems, one to a line, for a terminal.
  var forTerminal: Failure {
    Failure(
      "the config has problems:\n" + problems.map { "  \($0.path): \($0.message)" }.joined(separator: "\n"))
  }
}
