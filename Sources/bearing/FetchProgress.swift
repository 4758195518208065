import Datasets

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
        "ETA " + ProgressLine.duration(Double(total - progress.received) / progress.bytesPerSecond))
    }
    return parts.joined(separator: "  ")
  }

  private static func megabytes(_ bytes: Double) -> String {
    bytes < 1e6 ? "\(ProgressLine.fixed(bytes / 1e3, 1)) kB" : "\(ProgressLine.fixed(bytes / 1e6, 1)) MB"
  }
}
