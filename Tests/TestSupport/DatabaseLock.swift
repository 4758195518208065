import Foundation

/// Somebody's shell that sits in the middle of a transaction, as `sqlite3` does after `begin immediate`.
package final class DatabaseLock {
  private let process = Process()
  private let input = Pipe()

  /// Returns once the lock is held.
  ///
  /// - Parameter path: the database.
  package init(_ path: String) throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-batch", path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // It may have to wait for others itself.
    try input.fileHandleForWriting.write(
      contentsOf: Data(".timeout 10000\nbegin immediate;\nselect 'held';\n".utf8))
    let answer = output.fileHandleForReading.availableData
    guard String(decoding: answer, as: UTF8.self).contains("held") else {
      throw ProcessError(description: "sqlite3 did not get the lock on \(path)")
    }
  }

  /// Ends the transaction.
  package func release() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  deinit { if process.isRunning { release() } }
}
