import ArgumentParser
import Logging

/// How much a command logs.
struct LogOptions: ParsableArguments {
  @Option(
    help: "What to log at least: trace, debug (every request), info (every run), notice, warning or error.")
  var logLevel: Logger.Level?

  @Flag(name: .shortAndLong, help: "The same as --log-level debug.")
  var verbose = false

  func validate() throws {
    if verbose, logLevel != nil {
      throw ValidationError("--verbose means --log-level debug: give one of them")
    }
  }

  /// The program's logger, which writes to standard error. To be asked for once.
  func logger() -> Logger {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var log = Logger(label: "bearing")
    log.logLevel = logLevel ?? (verbose ? .debug : .info)
    return log
  }
}

extension Logger.Level: @retroactive ExpressibleByArgument {
  /// Every level but `critical`, which nothing here uses.
  public static var allValueStrings: [String] { allCases.filter { $0 != .critical }.map(\.rawValue) }
}

/// A command that cannot do its work, in words that say what to type next. Unlike ArgumentParser's ValidationError it
/// is shown without the usage line: the command line itself was in order.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
