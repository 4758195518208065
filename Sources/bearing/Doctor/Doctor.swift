import ArgumentParser
import Formats
import Foundation
import Store
import Training

/// `bearing doctor`: looks at everything that the program needs, and says what to do about it.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check libraries, processor, disk, data directory and datasets.",
    discussion: """
      One line for each finding: ok, warn or fail, what was found, what to do. Nothing is changed but for a small file that
      is written to the data directory, or to the folder that it will be made in, and removed again. The exit status is 1
      if anything fails.
      """)

  @OptionGroup var dataOptions: DataOptions

  @Option(help: "Port that the server is to listen on.")
  var port: UInt16 = 8080

  @Option(
    help: ArgumentHelp("Look at what an executor of the server needs, too.", valueName: "here|slurm"))
  var executor: [ExecutorOptions.Name] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("More arguments for sbatch, as the server will be given them.", valueName: "arguments")
  )
  var sbatchArgs = ""

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() throws {
    let findings = findings()
    switch format {
    case .text: for finding in findings { print(finding.line) }
    case .json: print(JSONValue.object(["findings": .array(findings.map(\.json))]).indentedText)
    }
    if findings.contains(where: { $0.level == .fail }) { throw ExitCode.failure }
  }

  private func findings() -> [Finding] {
    let data = DataDirectoryCheck(directory: dataOptions.directory, migrations: dataOptions.migrations)
    return InstallationCheck.findings() + ProcessorCheck.findings()
      + DiskCheck(directory: dataOptions.directory).findings() + data.findings()
      + DatasetCheck(roots: dataOptions.datasetRoots).findings()
      + PortCheck(port: port, holder: data.inspection.holder).findings()
      + ClockCheck(newestJob: data.newestJob).findings()
      + (executor.contains(.slurm)
        ? SlurmCheck(arguments: SlurmOptions.arguments(of: sbatchArgs) ?? []).findings() : [])
  }
}

/// One thing that the doctor looked at.
struct Finding {
  enum Level: String {
    /// As it should be.
    case ok
    /// It works, but worse than it could.
    case warn
    /// It does not work.
    case fail
  }

  var level: Level
  /// What was looked at, and what it is like.
  var what: String
  /// What to do about it; empty when there is nothing to do.
  var advice: String

  static func ok(_ what: String) -> Finding { Finding(level: .ok, what: what, advice: "") }
  static func warn(_ what: String, _ advice: String) -> Finding {
    Finding(level: .warn, what: what, advice: advice)
  }
  static func fail(_ what: String, _ advice: String) -> Finding {
    Finding(level: .fail, what: what, advice: advice)
  }

  /// `ok    what  what to do`, on one line.
  var line: String {
    let level = level.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0)
    return (level + what + (advice.isEmpty ? "" : "  " + advice)).replacing("\n", with: " ")
  }

  var json: JSONValue {
    ["level": .string(level.rawValue), "what": .string(what), "advice": .string(advice)]
  }
}
