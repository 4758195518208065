import ArgumentParser
import Formats
import Foundation
import Store
import Tracking
import WorkbenchAPI

/// `bearing export RUN`: every stored point of a run, from the data directory, whether a server runs on it or not.
struct Export: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv, json
  }

  static let configuration = CommandConfiguration(
    abstract: "Print every stored point of a run. The database is only read.",
    discussion: """
      bearing export 7 > run-7.csv
      CSV is that of GET /api/v1/metrics.csv, JSON the series of GET /api/v1/metrics.
      """)

  @Argument(help: ArgumentHelp("The run's number.", valueName: "RUN"))
  var number: Int64

  @OptionGroup var dataOption: DataOption

  @Option(help: "How to print the points.")
  var format = Format.csv

  func run() throws {
    let path = (dataOption.directory as NSString).appendingPathComponent(Store.fileName)
    do {
      let found = try LockedDatabase.patiently(path) { try RunExport(run: number, database: path) }
      guard let export = found else {
        throw Failure(
          "there is no run \(number) in \(path); this lists them: bearing sql \"select id, job_id, status from runs\""
        )
      }
      switch format {
      case .csv: try printCSV(export)
      case .json: try printJSON(export)
      }
    } catch let error as SQLError {
      throw Failure(error.explanation(of: ""))
    }
  }

  private func printCSV(_ export: RunExport) throws {
    try print(Array(CSVExport.header.utf8))
    try export.series { series in
      let lines = CSVSeries(
        ["\(number)", "\(export.seed)", series.metric.name, series.metric.layer ?? ""],
        stepsPerEpoch: export.stepsPerEpoch)
      var text: [UInt8] = []
      for (step, value) in zip(series.steps, series.values) {
        lines.append(step, value, to: &text)
        if text.count > 1 << 20 {
          try print(text)
          text.removeAll(keepingCapacity: true)
        }
      }
      try print(text)
    }
  }

  private func printJSON(_ export: RunExport) throws {
    try print(Array("{\"series\":[".utf8))
    var isFirst = true
    try export.series { series in
      let value: JSONValue = [
        "run": .integer(Int(number)), "attempt": .integer(export.attempt),
        "name": .string(series.metric.name),
        "layer": series.metric.layer.map { .string($0) } ?? .null,
        "unit": series.metric.unit.map { .string($0) } ?? .null,
        "reduced": false, "steps": .array(series.steps.map { .integer($0) }),
        "values": .array(series.values.map { $0.map { .number($0) } ?? .null }),
      ]
      try print(Array(((isFirst ? "" : ",") + value.canonicalText).utf8))
      isFirst = false
    }
    try print(Array("]}\n".utf8))
  }

  private func print(_ text: [UInt8]) throws { try FileHandle.standardOutput.write(contentsOf: Data(text)) }
}
