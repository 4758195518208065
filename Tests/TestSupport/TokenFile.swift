import Foundation

/// A file with an access token, as `openssl rand -hex 32` makes one; gone with the test.
package final class TokenFile: Sendable {
  package let path: String
  package let token: String

  /// - Throws: when the temporary folder cannot be written.
  package init(mode: Int = 0o600) throws {
    token =
      (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined() + "0000000000000000"
    path = NSTemporaryDirectory() + "token-\(UUID().uuidString)"
    try Data((token + "\n").utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The header field that carries it.
  package var header: [String: String] { ["Authorization": "Bearer \(token)"] }
}
