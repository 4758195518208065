import ArgumentParser
import Datasets
import Formats
import Foundation

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

  /// What there is of a dataset, or what to do.
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

/// What `bearing datasets fetch` shows: a line that is rewritten on a terminal, elsewhere a line per tenth.
struct FetchProgress {
  private var line = ProgressLine()
  private var shownTenth = 0

  mutating func show(_ event: DatasetFetcher.Event) {
    switch event {
    case .present(let path): line.print("\(path) is there already")
    case .replacing(let path): line.print("\(path) is not the published file; it will be replaced")
    case .progress(let file, let progress): show(progress, of: file)
    case .addressFailed(_, let error):
      shownTenth = 0
      line.print("\(error)")
    case .downloaded(let path, let url):
      shownTenth = 0
      line.print("\(path) came from \(url); its checksum is right")
    case .unpacking(let path, let files): line.update(text: "unpacking \(path): \(files) files")
    case .unpacked(let path, let files): line.print("\(path) is unpacked: \(files) files")
    }
  }

  private mutating func show(_ progress: DownloadProgress, of file: String) {
    if line.isTerminal {
      line.update(text: Self.text(progress, of: file))
    } else if let total = progress.total, total > 0 {
      let tenth = progress.received * 10 / total
      if tenth > shownTenth { line.print(Self.text(progress, of: file)) }
      shownTenth = max(shownTenth, tenth)
    }
  }

  /// The bar, how much of how much, how fast, how long yet.
  private static func text(_ progress: DownloadProgress, of file: String) -> String {
    let speed = "\(megabytes(progress.bytesPerSecond))/s"
    guard let total = progress.total, total > 0 else {
      return [file, megabytes(Double(progress.received)), speed].joined(separator: "  ")
    }
    let fraction = min(1, Double(progress.received) / Double(total))
    var parts = [ProgressLine.bar(fraction), file]
    parts.append("\(ProgressLine.fixed(fraction * 100, 0)) % of \(megabytes(Double(total)))")
    parts.append(speed)
    if progress.bytesPerSecond > 0, progress.received < total {
      parts.append(
        "ETA " + (Double(total - progress.received) / progress.bytesPerSecond).timeWords)
    }
    return parts.joined(separator: "  ")
  }

  private static func megabytes(_ bytes: Double) -> String {
    bytes < 1e6 ? "\(ProgressLine.fixed(bytes / 1e3, 1)) kB" : "\(ProgressLine.fixed(bytes / 1e6, 1)) MB"
  }
}
