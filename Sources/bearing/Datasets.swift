import ArgumentParser
import Datasets

/// `bearing datasets`.
struct ListDatasets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the datasets and where each was found.")

  @OptionGroup var dataOptions: DataOptions

  func run() throws {
    for descriptor in DatasetRegistry.all {
      do {
        let located = try DatasetRegistry.locate(descriptor, roots: dataOptions.datasetRoots)
        let counts = try located.counts()
        print(
          "\(descriptor.name): \(counts.train) + \(counts.test) pictures of \(descriptor.shape), "
            + "\(descriptor.classes) classes, in \(located.folder)")
      } catch {
        print("\(descriptor.name): not here. \(error)")
      }
    }
  }
}
