import Files
import Foundation

/// Gets files over HTTP, whole or not at all: an interrupted download goes on where it ended, the checksum is
/// compared before the file gets its name, and until then nothing that is there is touched.
package struct Downloader: Sendable {
  /// How patient to be.
  package struct Limits: Sendable {
    /// Seconds until a connection has to stand, over all of a name's addresses.
    package var connectSeconds = 30
    /// Seconds without a single byte until a transfer counts as dead.
    package var stallSeconds = 60
    package var redirects = 10

    package init() {}
  }

  /// What became of a wanted file.
  package enum Result: Sendable, Equatable {
    /// It was there already, with the right checksum; no server was asked.
    case present
    /// It came from this address.
    case downloaded(from: String)
  }

  package let limits: Limits

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Puts a file in its place, from the first of `urls` that has it.
  ///
  /// The bytes collect in `path` + `.part`, which is continued by the next call, in this process or another; where
  /// they came from is noted in `path` + `.part.origin`. A rest is only asked for under the server's own condition
  /// that the file is still the same (If-Range), or where it has the same length; a server that sends everything
  /// all the same is taken at its word. A file at `path` whose checksum is another is replaced, at the very end.
  ///
  /// - Parameters:
  ///   - urls: http or https; each is tried until one succeeds.
  ///   - path: the file; its folder is made if need be.
  ///   - checksum: of the whole file.
  ///   - failed: called with what was wrong with an address before the next is tried.
  ///   - progress: called on this thread, about ten times a second at most.
  ///   - shouldStop: asked on this thread, at least about once a second.
  /// - Throws: ``DownloadError``. After a wrong checksum the part is deleted; after all else it is kept.
  package func download(
    _ urls: [String], to path: String, checksum: Checksum,
    failed: (DownloadError) -> Void = { _ in },
    progress: (DownloadProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(DownloadError) -> Result {
    if try PartialFile.digest(path: path, checksum.algorithm) == checksum.hex { return .present }
    do throws(FileError) {
      try Folder.make((path as NSString).deletingLastPathComponent)
    } catch { throw DownloadError(error) }
    var reasons: [DownloadError] = []
    for url in urls {
      do throws(DownloadError) {
        try fetch(url, to: path, checksum, progress, shouldStop)
        return .downloaded(from: url)
      } catch {
        guard error.isTheServers else { throw error }
        reasons.append(error)
        if reasons.count < urls.count { failed(error) }
      }
    }
    if reasons.count == 1 { throw reasons[0] }
    throw .everyAddressFailed(file: (path as NSString).lastPathComponent, reasons: reasons)
  }

  private func fetch(
    _ url: String, to path: String, _ checksum: Checksum,
    _ progress: (DownloadProgress) -> Void, _ shouldStop: () -> Bool
  ) throws(DownloadError) {
    guard let parsed = URL(string: url), ["http", "https"].contains(parsed.scheme?.lowercased()),
      parsed.host?.isEmpty == false
    else { throw .badAddress(url) }
    let part: PartialFile
    do { part = try PartialFile(target: path) } catch { throw DownloadError(error) }
    defer { if part.size == 0 { Self.discard(part) } }
    var origin = part.size > 0 ? PartOrigin.read(of: part.path) : nil
    // Another server's tags and times say nothing here; the length still does.
    if let known = origin, known.url != url { origin?.validator = nil }
    // All had come, but the process died before it could say so.
    let isWhole = origin?.total == part.size
    if !isWhole, try transfer(url, part, origin, progress, shouldStop) == .cannotContinue {
      _ = try transfer(url, part, nil, progress, shouldStop)
    }
    let found = try part.digest(checksum.algorithm)
    guard found == checksum.hex else {
      Self.discard(part)
      throw .wrongChecksum(url: url, expected: checksum, found: found)
    }
    do throws(FileError) { try part.commit() } catch { throw DownloadError(error) }
    PartOrigin.remove(of: part.path)
  }

  private func transfer(
    _ url: String, _ part: PartialFile, _ origin: PartOrigin?,
    _ progress: (DownloadProgress) -> Void, _ shouldStop: () -> Bool
  ) throws(DownloadError) -> Transfer.Outcome {
    // libcurl calls back through a pointer to the transfer, which has to hold these; it is gone before we return.
    try withoutActuallyEscaping(progress) { (progress) throws(DownloadError) in
      try withoutActuallyEscaping(shouldStop) { (shouldStop) throws(DownloadError) in
        try Transfer(
          url, into: part, continuing: origin, limits: limits, progress: progress, shouldStop: shouldStop
        ).perform()
      }
    }
  }

  private static func discard(_ part: PartialFile) {
    part.discard()
    PartOrigin.remove(of: part.path)
  }
}

/// How far a download has come.
package struct DownloadProgress: Sendable, Equatable {
  /// Bytes of the file that are here, those of earlier tries included.
  package var received: Int
  /// Bytes of the whole file, if the server says.
  package var total: Int?
  /// Mean over this try, in bytes per second.
  package var bytesPerSecond: Double
}
