import ArgumentParser
import Datasets
import Foundation
import Training

/// Which data directory a command is about.
struct DataOption: ParsableArguments {
  @Option(
    help: "Data directory, which holds bearing.sqlite. Default: $BEARING_DATA, else ~/.local/share/bearing.")
  var data: String?

  var directory: String {
    if let data { return DataOptions.absolute(data) }
    let environment = ProcessInfo.processInfo.environment
    if let data = environment["BEARING_DATA"], !data.isEmpty { return DataOptions.absolute(data) }
    return DataOptions.absolute("~/.local/share/bearing")
  }
}

/// Where the database's migrations are.
struct MigrationsOption: ParsableArguments {
  @Option(help: "Folder of the database's migrations. Default: beside the program.")
  var migrations: String?
}

/// Where things are on this machine: options that several commands share.
struct DataOptions: ParsableArguments {
  @OptionGroup var dataOption: DataOption

  @Option(help: "Where to look for datasets first.")
  var datasets: String?

  @OptionGroup var migrationsOption: MigrationsOption

  var directory: String { dataOption.directory }
  var migrations: String? { migrationsOption.migrations }

  /// The places where datasets are looked for, in this order.
  var datasetRoots: [String] {
    DatasetRegistry.standardRoots(option: datasets, data: directory).map(Self.absolute)
  }

  /// The datasets that are found there; what is decoded of read-only ones is kept in the data directory.
  var datasetLibrary: DatasetLibrary {
    DatasetLibrary(roots: datasetRoots, cacheFolder: directory + "/cache")
  }

  static func absolute(_ path: String) -> String {
    URL(filePath: (path as NSString).expandingTildeInPath).standardizedFileURL.path
  }
}

/// How much of the machine a run may use.
/// How many runs are trained side by side.
enum Workers: ExpressibleByArgument, CustomStringConvertible {
  static let range = 0...64

  /// As many as wait.
  case auto
  case fixed(Int)

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else if let count = Int(argument) {
      self = .fixed(count)
    } else {
      return nil
    }
  }

  var description: String { count.map(String.init) ?? "auto" }

  /// nil for as many as wait.
  var count: Int? {
    switch self {
    case .auto: nil
    case .fixed(let count): count
    }
  }

  /// - Throws: a word for the terminal where there may be no such number.
  func check(in range: ClosedRange<Int> = Workers.range) throws {
    guard let count, !range.contains(count) else { return }
    throw ValidationError(
      "--workers must be auto or from \(range.lowerBound) to \(range.upperBound), found \(count)")
  }
}

struct ThreadOptions: ParsableArguments {
  @Option(help: "Cores that training may use. Default: all.")
  var threads: Int?

  var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024, found \(threads)")
    }
  }
}
