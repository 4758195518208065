import Foundation
import Testing
import TestSupport

/// A real file system with too little room, mounted where only the program sees it.
@Suite(.serialized, .enabled(if: FullDisk.isPossible, "needs mount namespaces"))
struct FullDiskTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "full-\(UUID().uuidString)")
    for name in ["small", "checkpoints"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    try Data(
      #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dkp","epochs":2,"batch_size":20}"#
        .utf8
    ).write(to: folder.appending(path: "config.json"))
  }

  /// - Parameter wrapper: a command in front of it, such as one that interrupts it.
  private func train(full: String, through wrapper: [String] = [], _ arguments: String...) throws -> FullDisk
  {
    try FullDisk(
      at: folder.appending(path: full),
      running: wrapper + [
        ServerProcess.program.path, "run", folder.appending(path: "config.json").path, "--data", folder.path,
        "--datasets", tiny.root.path,
      ] + arguments)
  }

  @Test func `a checkpoint that does not fit holds the run up, says why, and leaves nothing behind`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try train(full: "checkpoints", through: ["timeout", "-s", "INT", "--preserve-status", "10"])
    #expect(
      run.output.contains("step-10.safetensors: cannot be written: No space left on device"), "\(run.output)")
    #expect(run.output.contains("waiting") && run.output.contains("stopped; what was recorded is kept"))
    #expect(run.output.contains("exit 1"))
    #expect(run.files == [])
  }

  @Test func `with room again the run goes on to its end`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let full = folder.appending(path: "checkpoints").path
    let room = #"(sleep 10; mount -o remount,size=16m "$0") & exec "$@""#
    let run = try train(full: "checkpoints", through: ["sh", "-c", room, full])
    #expect(run.output.contains("No space left on device") && run.output.contains("waiting"), "\(run.output)")
    #expect(run.output.contains("exit 0"), "\(run.output)")
    #expect(run.files.count == 1 && run.files[0].hasSuffix("weights.safetensors"), "\(run.files)")
  }

  @Test func `weights that do not fit are told of, and no half of them is left`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "small/w.safetensors").path
    let run = try train(full: "small", "--save", path)
    #expect(run.output.contains("\(path): cannot be written: No space left on device"), "\(run.output)")
    #expect(run.output.contains("exit 1"))
    #expect(run.files == [])
  }
}

/// A program run with 64 KiB of room at one folder.
private struct FullDisk {
  /// Everything printed, and `exit N` at the end.
  let output: String
  /// What is left at the folder.
  let files: [Substring]

  init(at folder: URL, running command: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "unshare", "--map-root-user", "--mount", "sh", "-c",
        #"mount -t tmpfs -o size=64k none "$0" && "$@"; echo "exit $?"; find "$0" -type f | sed 's/^/left: /'"#,
        folder.path,
      ] + command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    files = output.split(separator: "\n").filter { $0.hasPrefix("left: ") }
  }

  static let isPossible: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mount-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return (try? FullDisk(at: folder, running: ["true"]))?.output.contains("exit 0") == true
  }()
}
