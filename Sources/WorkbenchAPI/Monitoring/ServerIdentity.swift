import Formats
import Foundation

/// Which server answers: pages that stay open for days tell by it that it was started again, replaced or upgraded.
struct ServerIdentity: Sendable {
  let version: String
  /// Another one for each start.
  let instance: String
  /// Another one where the database's file is another file: a backup that was put back, another data directory.
  let database: String

  /// - Parameter database: the path of its file.
  init(version: String, database: String) {
    self.version = version
    instance = UUID().uuidString.lowercased()
    var status = stat()
    self.database =
      stat(database, &status) == 0
      ? String(status.st_dev, radix: 16) + "-" + String(status.st_ino, radix: 16) : ""
  }

  static let fields: [JSONField<ServerIdentity>] = [
    JSONField("version", .string) { .string($0.version) },
    JSONField("instance", .string.described("another one for each start of the server")) {
      .string($0.instance)
    },
    JSONField("database", .string.described("another one where the database is another file")) {
      .string($0.database)
    },
  ]
}
