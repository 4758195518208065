import Foundation
import TestSupport

/// The sqlite3 shell on a data directory's database.
enum DatabaseShell {
  /// What it prints, columns parted by `|`.
  ///
  /// - Throws: ``ProcessError`` with its complaint.
  static func answer(_ data: URL, _ query: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sqlite3", data.appending(path: "bearing.sqlite").path, query]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ProcessError(description: "\(query)\n\(text)") }
    return text
  }
}
