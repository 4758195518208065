import Files
import Foundation
import Logging
import Testing
import TestSupport
import Tracking

@testable import Training

/// Which checkpoints of a run are kept, and which of them is taken.
@Suite struct CheckpointFolderTests {
  private let scratch: ScratchFolder
  private let log = LogRecorder()
  private let folder: CheckpointFolder

  init() throws {
    scratch = try ScratchFolder()
    folder = CheckpointLibrary(data: scratch.url.path, log: log.logger).folder(of: 7)
  }

  private func write(_ step: Int) throws {
    try folder.write(step: step, tensors: [("x", [2])], metadata: ["step": "\(step)"]) {
      try $1.append([Float(step), 0])
    }
  }

  private func names() throws -> [String] { try scratch.names(in: "checkpoints/run-7") }

  private func file(_ step: Int) -> URL {
    scratch.url.appending(path: "checkpoints/run-7/step-\(step).safetensors")
  }

  @Test func `the newest two stay, and the newest is found`() throws {
    #expect(folder.newest() == nil)
    for step in [7, 14, 100, 93] { try write(step) }
    #expect(try names() == ["step-100.safetensors", "step-14.safetensors", "step-93.safetensors"])
    try write(107)
    #expect(try names() == ["step-100.safetensors", "step-107.safetensors"])
    #expect(folder.newest()?.step == 107)
    #expect(try folder.newest()?.file.values(of: "x") == [107, 0])
    #expect(folder.newest(upTo: 106)?.step == 100)
    #expect(log.lines.isEmpty)
  }

  @Test(arguments: ["truncated", "one bit", "empty", "no checksum"])
  func `a damaged one is passed over, with a line that says why`(damage: String) throws {
    try write(7)
    try write(14)
    var bytes = try Data(contentsOf: file(14))
    switch damage {
    case "truncated": bytes.removeLast()
    case "one bit": bytes[bytes.count - 1] ^= 1
    case "empty": bytes = Data()
    default:
      bytes = ScratchFolder.safetensors(
        #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0, 0, 0])
    }
    try bytes.write(to: file(14))
    #expect(folder.newest()?.step == 7)
    #expect(log.lines.count == 1)
    #expect(log.lines[0].contains("run 7") && log.lines[0].contains(file(14).path))
    folder.newest().map { folder.prepare(for: $0.step) }
    #expect(try names() == ["step-7.safetensors"])
  }

  @Test func `what a process that died was writing is cleared away`() throws {
    try write(7)
    let left = scratch.url.appending(path: "checkpoints/run-7/.bearing-1234.tmp")
    try Data([1, 2, 3]).write(to: left)
    #expect(folder.newest()?.step == 7)
    folder.prepare(for: 7)
    #expect(try names() == ["step-7.safetensors"])
  }

  /// A process may die between the end of a run in the database and the tidying of its folder.
  @Test func `what a process that died did not clear away is cleared away by the next one`() throws {
    try write(7)
    try write(14)
    try folder.writeWeights(tensors: [("w", [1])], metadata: [:]) { try $1.append([1]) }
    try Data([1, 2, 3]).write(to: scratch.url.appending(path: "checkpoints/run-7/.bearing-1234.tmp"))
    let library = CheckpointLibrary(data: scratch.url.path, log: log.logger)
    library.clear { _ in .interrupted }
    #expect(try names().sorted() == ["step-14.safetensors", "step-7.safetensors", "weights.safetensors"])
    library.clear { $0 == 7 ? .succeeded : nil }
    #expect(try names() == ["weights.safetensors"])
    // A database that has no such run: an import that died, or another database.
    library.clear { _ in nil }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func `in the end only the weights stay`() throws {
    #expect(folder.newestWeights() == nil)
    try write(7)
    try write(14)
    #expect(try folder.newestWeights()?.values(of: "x") == [14, 0])
    try folder.writeWeights(tensors: [("x", [1])], metadata: [:]) { try $1.append([21]) }
    #expect(try folder.newestWeights()?.values(of: "x") == [21])
    // The process might die now, before the database knows.
    #expect(folder.newest()?.step == 14)
    folder.tidy(after: .succeeded)
    #expect(try names() == ["weights.safetensors"])
    #expect(folder.newest() == nil)
    #expect(try folder.newestWeights()?.values(of: "x") == [21])
    folder.remove()
    #expect(try scratch.names(in: "checkpoints").isEmpty)
  }

  @Test func `of a run that nothing takes up again one checkpoint stays`() throws {
    try write(7)
    try write(14)
    folder.tidy(after: .interrupted)
    #expect(try names().count == 2)
    folder.tidy(after: .cancelled)
    #expect(try names() == ["step-14.safetensors"])
  }

  @Test func `a failed write changes nothing`() throws {
    try write(7)
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try folder.write(step: 14, tensors: [("x", [2])], metadata: [:]) { _, _ in throw Broken() }
    }
    #expect(try names() == ["step-7.safetensors"])
    try FileManager.default.createDirectory(at: file(21), withIntermediateDirectories: false)
    #expect(throws: FileError.self) { try write(21) }
    #expect(folder.newest()?.step == 7)
  }

  @Test func `runs do not see each other's`() throws {
    try write(7)
    let other = CheckpointLibrary(data: scratch.url.path, log: log.logger).folder(of: 70)
    #expect(other.newest() == nil)
    other.remove()
    #expect(folder.newest()?.step == 7)
  }
}
