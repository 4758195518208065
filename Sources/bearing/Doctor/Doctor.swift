import Formats
import ArgumentParser
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
  }
}
