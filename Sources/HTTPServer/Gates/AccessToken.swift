import Files
import Foundation

/// The secret that whoever may use a server knows. No description of it ever holds the secret.
package struct AccessToken: Sendable, CustomStringConvertible, CustomReflectable {
  /// Characters that a token has at least: 64 bits when they are hexadecimal digits drawn at random.
  package static let minimumLength = 16
  private static let maximumLength = 4096

  private let bytes: [UInt8]

  package var description: String { "access token" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// Reads a file of one line that its owner alone may read.
  ///
  /// - Throws: ``AccessTokenError``.
  package init(file path: String) throws(AccessTokenError) {
    let (mode, content) = try AccessToken.content(of: path)
    guard mode & AccessToken.forbiddenMode(of: path) == 0 else { throw .open(path: path, mode: mode) }
    var line = content[...]
    if line.last == UInt8(ascii: "\n") { line.removeLast() }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.count <= AccessToken.maximumLength, line.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw .badLine(path: path)
    }
    guard line.count >= AccessToken.minimumLength else { throw .short(path: path, count: line.count) }
    bytes = Array(line)
  }

  /// What was opened is what is looked at: nobody can exchange it in between.
  private static func content(of path: String) throws(AccessTokenError) -> (mode_t, [UInt8]) {
    do throws(FileError) {
      let file = try OpenFile(path: path)
      return (file.mode, try file.bytes(at: 0, count: min(file.size, maximumLength + 1)))
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// The value of the `Authorization` field that carries it.
  package var authorization: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

  /// Whether `text` is the token. The time it takes depends on `text` alone: neither on how much of it is right, nor
  /// on the token's length.
  package func matches(_ text: some StringProtocol) -> Bool {
    let given = Array(text.utf8)
    var difference = given.count ^ bytes.count
    for index in given.indices { difference |= Int(given[index] ^ bytes[index % bytes.count]) }
    return difference == 0
  }

  /// Bits that a token file's mode must not have. A credential that systemd passes on is guarded by its folder; its
  /// own mode may show the group's bits because of an access list.
  private static func forbiddenMode(of path: String) -> mode_t {
    guard let folder = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }), !folder.isEmpty,
      path.hasPrefix(folder + "/"), !path.contains("/..")
    else { return 0o077 }
    return 0o037
  }
}

/// What is wrong with a token file.
package enum AccessTokenError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case open(path: String, mode: UInt32)
  case badLine(path: String)
  case short(path: String, count: Int)

  /// How to make a token file.
  package static func recipe(_ path: String) -> String { "(umask 077; openssl rand -hex 32 > \(path))" }

  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read the token file \(path): \(reason); make one with: \(Self.recipe(path))"
    case .open(let path, let mode):
      "the token file \(path) has mode \(String(mode, radix: 8)), so that others may get at it; type: chmod 600 \(path)"
    case .badLine(let path):
      "the token file \(path) must hold one line of printable characters without blanks; make one with: "
        + Self.recipe(path)
    case .short(let path, let count):
      "the token in \(path) has \(count) characters and needs \(AccessToken.minimumLength) at least; make one with: "
        + Self.recipe(path)
    }
  }
}
