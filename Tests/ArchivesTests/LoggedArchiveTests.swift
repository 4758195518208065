import Files
import Foundation
import Store
import Testing
import Tracking

@testable import Archives

/// What tracking clients have logged goes into an archive and comes out of it.
struct LoggedArchiveTests {
  private let from: ArchiveFixture
  private let run: Int64
  private let path: String

  init() throws {
    from = try ArchiveFixture(losses: 10)
    let long = String(repeating: "long ", count: 1_000)
    let logged = try from.store.open(
      NewLoggedRun(
        experiment: 0, name: "logged", user: "me", startedAt: 5,
        tags: (0..<40).map { LoggedText("tag/\($0)", long) }))
    run = logged.id
    let loss = Metric("train/loss")
    try from.store.log(
      LoggedBatch(
        params: [LoggedText("lr", "0.1"), LoggedText("empty", ""), LoggedText("a:b", "ä")],
        points: [
          LoggedPoint(loss, step: 0, value: 1, at: 7), LoggedPoint(loss, step: 0, value: 2, at: 7),
          LoggedPoint(loss, step: 0, value: .nan, at: 3), LoggedPoint(loss, step: -4, value: 0.1, at: 9),
        ]), of: run)
    try from.store.log(
      [
        LoggedDataset(
          name: "mnist", digest: "1", sourceType: "local", source: "{}", schema: nil, profile: "p",
          tags: [LoggedText("mlflow.data.context", "train")])
      ], [], of: run)
    for (path, text) in [("plots/a b.txt", "hello"), ("copy", "hello"), ("empty", "")] {
      try from.store.put(Data(text.utf8), at: path, of: .run(run))
    }
    let model = try from.store.add(
      LoggedModel(
        id: "m-" + String(repeating: "a", count: 32), experiment: 0, run: run, name: "net",
        status: "LOGGED_MODEL_READY", type: nil, params: [LoggedText("depth", "2")], tags: []))
    try from.store.put(Data("weights".utf8), at: "model.bin", of: .model(model.id))
    try from.store.log([], [RunModel(model.id, isOutput: true, step: 4)], of: run)
    path = try from.archive(logged.run.jobID)
  }

  private func imported(_ path: String) throws -> (ArchiveFixture, LoggedRun) {
    let to = try ArchiveFixture(losses: nil)
    let job = try JobArchive(path: path).importJob(into: to.store, weights: to.checkpoints)
    return (to, try #require(try to.store.loggedRun(job.runs[0].id)))
  }

  @Test func `all of it`() throws {
    defer { unlink(path) }
    let (to, copy) = try imported(path)
    let original = try #require(try from.store.loggedRun(run))
    #expect(copy.params == original.params && copy.params.count == 3)
    #expect(copy.tags == original.tags && copy.tags.count == 40)
    #expect(copy.datasets == original.datasets && copy.latest == original.latest)
    #expect(copy.user == "me" && copy.name == "logged")
    let history = try [(from.store, run), (to.store, copy.id)].map { store, run in
      try store.history(of: run, [Metric("train/loss")]).points.map { "\($0.at) \($0.step) \($0.value)" }
    }
    #expect(history[0] == history[1] && history[0] == ["3 0 nan", "7 0 1.0", "7 0 2.0", "9 -4 0.1"])
    #expect(try to.store.artifacts(of: .run(copy.id)) == from.store.artifacts(of: .run(run)))
    let file = try to.store.artifact(at: "plots/a b.txt", of: .run(copy.id))
    #expect(try file.bytes(at: 0, count: file.size) == Array("hello".utf8))
    // Two of three have the same content; and a model's.
    #expect(try TarFile(path).entries.filter { $0.name.contains("/artifacts/") }.count == 3)

    let id = "m-" + String(repeating: "a", count: 32)
    let (model, its) = (try from.store.loggedModel(id), try to.store.loggedModel(id))
    #expect(
      its.name == "net" && its.params == model.params && its.createdAt == 1_700_000_000_500
        && its.run == copy.id)
    #expect(copy.models == [RunModel(id, isOutput: true, step: 4)])
    #expect(try to.store.artifacts(of: .model(id)) == from.store.artifacts(of: .model(id)))
    // Into the database that it is of it goes under another id.
    let twin = try JobArchive(path: path).importJob(into: from.store, weights: from.checkpoints).runs[0].id
    let other = try #require(try from.store.loggedRun(twin)?.models.first).model
    #expect(try other != id && from.store.artifacts(of: .model(other)).count == 1)
  }

  @Test func `a file that is not what its name says is refused, and nothing of it stays`() throws {
    defer { unlink(path) }
    var tar = try TarFile(path)
    let index = try #require(tar.entries.firstIndex { $0.bytes == Array("hello".utf8) })
    tar.entries[index].bytes = Array("jello".utf8)
    tar.seal()
    let bad = ArchiveFixture.newPath()
    defer { unlink(bad) }
    tar.write(to: bad)
    let to = try ArchiveFixture(losses: nil)
    #expect(throws: ArchiveError.self) {
      try JobArchive(path: bad).importJob(into: to.store, weights: to.checkpoints)
    }
    #expect(try to.rows("select count(*) from runs") == [[.integer(0)]])
    let left = try? FileManager.default.subpathsOfDirectory(atPath: to.directory + "/artifacts")
    #expect((left ?? []).allSatisfy { $0.utf8.count <= 2 }, "\(left ?? [])")
  }

  @Test func `an archive of before, without times, is read`() throws {
    defer { unlink(path) }
    let old = try from.archive()
    defer { unlink(old) }
    var tar = try TarFile(old)
    for name in ["run-4/points.csv", "run-5/points.csv"] {
      tar[name] =
        tar[name].split(separator: "\n").map { $0[..<$0.lastIndex(of: ",")!] }.joined(separator: "\n") + "\n"
    }
    tar.seal()
    tar["manifest.json"] = tar["manifest.json"].replacing("\"format\":2", with: "\"format\":1")
    let path = ArchiveFixture.newPath()
    defer { unlink(path) }
    tar.write(to: path)
    let to = try ArchiveFixture(losses: nil)
    let job = try JobArchive(path: path).importJob(into: to.store, weights: to.checkpoints)
    #expect(job.runs.count == 2)
    #expect(
      try to.rows("select step, value from points order by series_id, step")
        == from.rows("select step, value from points where series_id <= 5 order by series_id, step"))
  }
}
