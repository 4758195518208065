import ArgumentParser
import Datasets

/// `bearing datasets`.
struct ListDatasets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the datasets and where each was found.")

  @OptionGroup var dataOptions: DataOptions

  func run() throws {
    let roots = dataOptions.datasetRoots
    for name in DatasetRegistry.names(roots: roots) { print(Self.line(name, roots: roots)) }
  }

  private static func line(_ name: String, roots: [String]) -> String {
    do {
      let located = try DatasetRegistry.locate(name, roots: roots)
      let counts = try located.counts()
      let descriptor = located.descriptor
      return "\(name): \(counts.train) + \(counts.test) pictures of \(descriptor.shape), "
        + "\(descriptor.classes) classes, in \(located.place)"
    } catch .notFound(let name, let places, let advice) {
      return "\(name): not here. \(DatasetError.notFound(name: name, places: places, advice: advice))"
    } catch {
      return "\(name): damaged. \(error)"
    }
  }
}
