import Files
import Foundation
import Testing
import Tracking

@testable import Store

/// Files of runs, by content.
struct ArtifactTests {
  private let temporary: TemporaryStore
  private let store: Store
  private let owner: ArtifactOwner

  init() throws {
    temporary = try TemporaryStore()
    store = temporary.store
    let run = try store.open(
      NewLoggedRun(experiment: 0, name: "a run", user: "", startedAt: nil, tags: []))
    owner = .run(run.id)
  }

  private var files: [String] {
    let root = (store.path as NSString).deletingLastPathComponent + "/artifacts"
    return ((try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []).filter { $0.contains("/") }
      .sorted()
  }

  private func put(_ text: String, at path: String) throws {
    try store.put(Data(text.utf8), at: path, of: owner)
  }

  private func text(_ path: String) throws -> String {
    let file = try store.artifact(at: path, of: owner)
    return String(decoding: try file.bytes(at: 0, count: file.size), as: UTF8.self)
  }

  @Test func `what is the same is there once, and goes with the last who has it`() throws {
    // The SHA-256 of "hello", as sha256sum prints it.
    let hello = "2c/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    for path in ["a.txt", "deep/er/b.txt"] { try put("hello", at: path) }
    #expect(files == [hello])
    try put("other", at: "a.txt")
    #expect(files.count == 2)
    #expect(try text("a.txt") == "other" && text("deep/er/b.txt") == "hello")
    try store.removeArtifacts(at: "deep", of: owner)
    #expect(files.count == 1 && files != [hello])
    try store.removeArtifacts(at: "deep", of: owner)
    try store.removeArtifacts(at: "", of: owner)
    #expect(try files == [] && store.artifacts(of: owner) == [])
  }

  @Test func `a folder shows what is right in it`() throws {
    for path in ["b/x", "b/y/z", "a b.txt", "b.txt"] { try put(path, at: path) }
    try put("", at: "empty")
    func names(_ folder: String) throws -> [String] {
      try store.entries(in: folder, of: owner).map { "\($0.name) \($0.bytes.map(String.init) ?? "folder")" }
    }
    #expect(try names("") == ["a b.txt 7", "b folder", "b.txt 5", "empty 0"])
    #expect(try names("b") == ["x 3", "y folder"])
    #expect(try names("b/x") == [] && names("none") == [])
  }

  @Test func `a path is a file's or a folder's`() throws {
    try put("1", at: "file")
    try put("2", at: "folder/file")
    #expect(throws: LoggingError.occupied(path: "file/below", by: "file")) { try put("x", at: "file/below") }
    #expect(throws: LoggingError.occupied(path: "folder", by: "folder/file")) { try put("x", at: "folder") }
    try put("3", at: "folder2")
    #expect(try text("folder2") == "3" && text("folder/file") == "2")
  }

  @Test func `nobody's files go, and what is left of uploads that broke off`() throws {
    try put("kept", at: "kept")
    let kept = files
    let folder = (store.path as NSString).deletingLastPathComponent + "/artifacts/00"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in [String(repeating: "0", count: 64), ".bearing-1.tmp"] {
      try Data("x".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    #expect(files.count == 3)
    try store.removeUnusedArtifacts()
    #expect(files == kept)
  }

  @Test func `nothing is stored for a run that is not there`() throws {
    #expect(throws: LoggingError.self) { try store.put(Data("x".utf8), at: "a", of: .run(77)) }
    #expect(throws: LoggingError.noSuchModel("m-1")) {
      try store.put(Data("x".utf8), at: "a", of: .model("m-1"))
    }
    try store.removeUnusedArtifacts()
    #expect(files == [])
  }
}
