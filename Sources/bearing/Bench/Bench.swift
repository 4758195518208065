import ArgumentParser
import Foundation
import Store

/// `bearing bench`: what the program can do on this machine, measured on the code that does it.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how fast this machine does it.",
    subcommands: [BenchTraining.self, BenchTracking.self, BenchReading.self],
    defaultSubcommand: BenchTraining.self)

  /// How a measurement is printed.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  /// Prints a measurement for programs: one JSON object, keys sorted.
  static func printJSON(_ figures: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
  }

  /// A new folder below the system's temporary one.
  static func temporaryFolder() -> String {
    FileManager.default.temporaryDirectory.appending(path: "bearing-bench-\(UUID().uuidString)").path
  }

  /// A fresh database.
  ///
  /// - Parameter migrations: their folder; nil for the one beside the program.
  static func store(in folder: String, migrations: String?) throws -> Store {
    try Store.open(
      directory: folder, migrations: Installation.folder("migrations", given: migrations)
    )
  }

  /// Bytes of a file; 0 if it is not there.
  static func size(of path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }
}

/// What several measurements of one thing came to.
struct Spread: Codable, Equatable {
  /// The middle one; the mean of the middle two of an even number.
  var median: Double
  var min: Double
  var max: Double
  /// Every measurement, in the order in which they were taken.
  var blocks: [Double]

  /// - Precondition: at least one measurement.
  init(_ blocks: [Double]) {
    precondition(!blocks.isEmpty, "a spread needs a measurement")
    let sorted = blocks.sorted()
    let middle = sorted.count / 2
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    min = sorted[0]
    max = sorted[sorted.count - 1]
    self.blocks = blocks
  }

  /// `median (min to max)`.
  func text(_ digits: Int) -> String {
    let fixed = { ProgressLine.fixed($0, digits) }
    return "\(fixed(median)) (\(fixed(min)) to \(fixed(max)))"
  }
}
