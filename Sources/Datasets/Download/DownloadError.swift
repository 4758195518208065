import Files
import Glibc

/// What can go wrong on the way of a file from a server to its folder. Each description says what to do next.
package enum DownloadError: Error, Equatable {
  /// Not an http or https address, or a server that sends us to one that is not.
  case badAddress(String)
  /// The server answered, but not with the file.
  case status(url: String, code: Int)
  /// More redirects in a row than allowed.
  case tooManyRedirects(url: String, limit: Int)
  /// No connection, or one that could not be trusted: a name unknown, a port closed, a certificate that is wrong.
  case unreachable(url: String, reason: String)
  /// The connection took too long to come about, or nothing came over it for too long.
  case timedOut(url: String, reason: String)
  /// The connection ended before the file did; both counted in bytes from the file's start.
  case interrupted(url: String, received: Int, expected: Int?)
  /// The caller asked to stop. What came is kept.
  case stopped(path: String, received: Int)
  /// The whole file came, and it is not the one that was published. It has been deleted.
  case wrongChecksum(url: String, expected: Checksum, found: String)
  /// The cryptographic library does not offer this digest.
  case checksumUnavailable(String)
  /// The disk, or the quota on it, is full.
  case diskFull(path: String)
  /// The system would not make or change the file.
  case unwritable(path: String, reason: String)
  /// Another process is at the same file.
  case busy(path: String)
  /// An archive that is damaged, or that would write where it should not.
  case badArchive(path: String, entry: String?, found: String)
  /// No address led to the file: why not, one by one.
  case everyAddressFailed(file: String, reasons: [DownloadError])
}

extension DownloadError {
  /// Whether another address could do better. What is wrong on this machine is wrong for all of them.
  var isTheServers: Bool {
    switch self {
    case .badAddress, .status, .tooManyRedirects, .unreachable, .timedOut, .interrupted, .wrongChecksum: true
    default: false
    }
  }
}

extension DownloadError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .badAddress(let url):
      return "expected an address that begins with http:// or https://, found \"\(url)\""
    case .status(let url, let code):
      return "\(url): the server answered \(code)\(Self.meaning(of: code))"
    case .tooManyRedirects(let url, let limit):
      return
        "\(url): expected the file after at most \(limit) redirects; try another address with --mirror URL"
    case .unreachable(let url, let reason):
      return
        "\(url): \(reason); check the network (and https_proxy), or give another address with --mirror URL"
    case .timedOut(let url, let reason):
      return "\(url): \(reason); run the same command again to go on from there"
    case .interrupted(let url, let received, let expected):
      let whole = expected.map { " of \($0)" } ?? ""
      return
        "\(url): the connection ended after \(received)\(whole) bytes; run the same command again to go on "
        + "from there"
    case .stopped(let path, let received):
      return "stopped; \(received) bytes are kept in \(path). Run the same command again to go on from there"
    case .wrongChecksum(let url, let expected, let found):
      return
        "\(url): expected \(expected), found \(found); what came was deleted. Run the same command again, or "
        + "give another address with --mirror URL"
    case .checksumUnavailable(let name):
      return "OpenSSL on this machine does not offer \(name), so the file could not be checked"
    case .diskFull(let path):
      return "\(path): the disk is full; make room and run the same command again to go on from there"
    case .unwritable(let path, let reason):
      return
        "\(path): cannot write: \(reason); check its permissions, or choose another folder with --datasets DIR"
    case .busy(let path):
      return "\(path): another process is writing it; wait for it to end"
    case .badArchive(let path, let entry, let found):
      let place = entry.map { "\(path), entry \"\($0)\"" } ?? path
      return
        "\(place): expected an archive of plain files and folders, found \(found); delete the archive and run "
        + "the same command again"
    case .everyAddressFailed(let file, let reasons):
      return "\(file) could not be had from any address:" + reasons.map { "\n  \($0)" }.joined()
    }
  }

  private static func meaning(of code: Int) -> String {
    switch code {
    case 401, 403: " (not allowed); give another address with --mirror URL"
    case 404, 410: " (no such file); give another address with --mirror URL"
    case 429: " (too many requests); wait a little and run the same command again"
    case 500...599: " (the server is in trouble); run the same command again later"
    default: ", not with the file; give another address with --mirror URL"
    }
  }
}

extension DownloadError {
  init(_ error: FileError) {
    if error.isForLackOfRoom {
      self = .diskFull(path: error.path)
    } else if case .unwritable(_, .system(EWOULDBLOCK)) = error {
      self = .busy(path: error.path)
    } else {
      self = .unwritable(path: error.path, reason: error.reason)
    }
  }
}
