import Foundation

/// Brings a dataset into its folder: downloads what is missing, checks it, and unpacks it if need be.
package struct DatasetFetcher: Sendable {
  /// What happens meanwhile, in the order in which it does.
  package enum Event: Sendable, Equatable {
    /// A file, or an unpacked folder, that is there already and good.
    case present(path: String)
    /// A file that is there with other bytes than were published; it stays until the right one has come.
    case replacing(path: String)
    case progress(file: String, DownloadProgress)
    /// One address did not do; the next, if there is one, is tried.
    case addressFailed(file: String, DownloadError)
    case downloaded(path: String, from: String)
    /// So many files have been unpacked.
    case unpacking(path: String, files: Int)
    case unpacked(path: String, files: Int)
  }

  private let sources: DatasetSources
  private let mirror: String?
  private let downloader: Downloader

  /// - Parameter mirror: the address of a folder that holds the files, in place of the usual ones.
  package init(_ sources: DatasetSources, mirror: String? = nil, downloader: Downloader = Downloader()) {
    self.sources = sources
    self.mirror = mirror
    self.downloader = downloader
  }

  /// - Parameters:
  ///   - folder: the dataset's own; made if need be.
  ///   - report: called on this thread.
  ///   - shouldStop: asked on this thread, at least about once a second.
  /// - Throws: ``DownloadError``. What has come so far stays, and the next call goes on from there.
  package func fetch(
    into folder: String, report: (Event) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(DownloadError) {
    let unpacked = sources.unpackedFolder.map { Self.join(folder, $0) }
    if let unpacked, Self.isFolder(unpacked) {
      report(.present(path: unpacked))
      return
    }
    for file in sources.files {
      let path = Self.join(folder, file.name)
      if FileManager.default.fileExists(atPath: path),
        try PartialFile.digest(path: path, file.checksum.algorithm) != file.checksum.hex
      {
        report(.replacing(path: path))
      }
      let result = try downloader.download(
        sources.urls(of: file, mirror: mirror), to: path, checksum: file.checksum,
        failed: { report(.addressFailed(file: file.name, $0)) },
        progress: { report(.progress(file: file.name, $0)) }, shouldStop: shouldStop)
      switch result {
      case .present: report(.present(path: path))
      case .downloaded(let url): report(.downloaded(path: path, from: url))
      }
      guard let unpacked else { continue }
      let count = try ArchiveUnpacker(archive: path, folder: unpacked)
        .unpack(progress: { report(.unpacking(path: path, files: $0)) }, shouldStop: shouldStop)
      report(.unpacked(path: unpacked, files: count))
    }
  }

  private static func join(_ folder: String, _ name: String) -> String {
    (folder as NSString).appendingPathComponent(name)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
