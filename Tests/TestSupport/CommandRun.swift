import Foundation

/// A finished run of the program.
package struct CommandRun: Sendable {
  package let status: Int32
  package let output: String
  package let errors: String

  /// Runs `bearing` with the given arguments to its end.
  ///
  /// - Parameter wrapper: a command that ends by executing its arguments, in whose world the program is to live.
  package init(
    _ arguments: [String], environment: [String: String] = [:], through wrapper: [String] = []
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = wrapper + [ServerProcess.program.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: neither stream can fill up and stop the program.
    let streams = try ["out", "err"].map { name in
      let file = folder.appending(path: name)
      try Data().write(to: file)
      return (file: file, handle: try FileHandle(forWritingTo: file))
    }
    process.standardOutput = streams[0].handle
    process.standardError = streams[1].handle
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOf: streams[0].file, encoding: .utf8)
    errors = try String(contentsOf: streams[1].file, encoding: .utf8)
  }
}
