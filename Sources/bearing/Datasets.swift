import ArgumentParser
import Datasets

/// `bearing datasets`: lists them, unless told otherwise.
struct DatasetCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the datasets, or fetch one.",
    subcommands: [ListDatasets.self, FetchDataset.self], defaultSubcommand: ListDatasets.self)
}

/// `bearing datasets`, or `bearing datasets list`.
struct ListDatasets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the datasets and where each was found.")

  @OptionGroup var dataOptions: DataOptions

  func run() throws {
    let roots = dataOptions.datasetRoots
    for name in DatasetRegistry.names(roots: roots) { print(Self.line(name, roots: roots)) }
  }

  /// What there is of a data set, or what to do.
  static func line(_ name: String, roots: [String]) -> String {
    do {
      let located = try DatasetRegistry.locate(name, roots: roots)
      let counts = try located.counts()
      return try "\(name): \(counts.train) + \(counts.test) pictures of \(located.descriptor.shape), "
        + "\(located.described().classes) classes, in \(located.place)"
    } catch .notFound(let name, let places, let advice) {
      return "\(name): not here. \(DatasetError.notFound(name: name, places: places, advice: advice))"
    } catch {
      return "\(name): damaged. \(error)"
    }
  }
}
