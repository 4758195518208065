import ArgumentParser
import Datasets
import Foundation

/// `bearing datasets fetch NAME`.
struct FetchDataset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download a dataset, check it, and unpack it if need be.",
    discussion: """
      It goes into a folder NAME of --datasets or else of the data directory's datasets. Files that are there with the
      right checksum are left alone, and a download that was interrupted goes on where it ended.
      """)

  @Argument(help: "The dataset's name; bearing datasets lists them.")
  var name: String

  @OptionGroup var dataOptions: DataOptions

  @Option(help: "Address of a folder that holds the files, in place of the usual ones.")
  var mirror: String?

  func run() throws {
    guard let sources = try DatasetRegistry.descriptor(named: name, roots: []).sources else {
      throw Failure("nobody publishes the files of \(name): put them into a folder \(name) yourself")
    }
    let root = dataOptions.datasets.map(DataOptions.absolute) ?? dataOptions.directory + "/datasets"
    let stop = StopSignal()
    var display = FetchProgress()
    try DatasetFetcher(sources, mirror: mirror).fetch(
      into: "\(root)/\(name)", report: { display.show($0) }, shouldStop: { stop.hasArrived })
    print(ListDatasets.line(name, roots: [root]))
  }
}
