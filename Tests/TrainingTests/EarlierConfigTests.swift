import Files
import Formats
import Foundation
import Store
import Testing
import TestSupport
import Tracking

@testable import Training

/// Configs that were stored before a key was known.
@Suite(.serialized) struct EarlierConfigTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  private func without(_ keys: [String], _ config: String) throws -> String {
    guard case .object(var members) = try JSONValue(parsing: Data(config.utf8)) else { return config }
    for key in keys { members[key] = nil }
    return JSONValue.object(members).canonicalText
  }

  @Test func `a key that is missing has its default, and another value is another config`() throws {
    let config = try bench.config()
    for keys in [["drop_last"], ["drop_last", "precision"], ["drop_last", "record", "tags"]] {
      #expect(try config.isSame(as: without(keys, config.canonicalText)), "\(keys)")
    }
    #expect(try !config.isSame(as: bench.config(["drop_last": true]).canonicalText))
    #expect(try !bench.config(["drop_last": true]).isSame(as: without(["drop_last"], config.canonicalText)))
    #expect(try !config.isSame(as: without(["epochs"], config.canonicalText)))
    for text in ["", "{}", "null", config.canonicalText.replacing("drop_last", with: "drop_lsat")] {
      #expect(!config.isSame(as: text), "\(text)")
    }
    let started = try JobConfig(
      JSONValue(parsing: Data(config.canonicalText.utf8)).overlaid(with: ["initial_weights": "/weights"]),
      datasets: bench.datasets, allowingFiles: true)
    #expect(try started.isSame(as: without(["drop_last"], started.canonicalText)))
  }

  /// As a database and a checkpoint are that an earlier version left.
  @Test func `a run that an earlier version began goes on from its checkpoint`() throws {
    let config = try bench.config(["epochs": 3])
    let whole = try bench.undisturbed(config)
    var new = try config.newJob(datasets: bench.datasets)
    new.config = try without(["drop_last"], new.config)
    let job = try bench.store.insert(new)
    let run = try bench.store.claim(run: job.runs[0].id)
    let folder = bench.checkpoints.folder(of: run.id)
    let trainer = try Trainer(
      config, dataset: bench.datasets.dataset(named: "mnist"), seed: run.seed, threads: 2)
    var asked = 0
    _ = try trainer.train(
      run: run.id, into: bench.store.writer, checkpoints: folder,
      shouldStop: {
        asked += 1
        return asked > 10
      })
    try bench.store.finish(run: run.id, as: .interrupted, message: nil)
    let found = try #require(folder.newest())
    var record = try CheckpointRecord(found.file)
    record.config = new.config
    folder.remove()
    try folder.write(step: 10, tensors: found.file.tensors, metadata: record.metadata) {
      try $1.append(found.file.values(of: found.file.tensors[$0].name))
    }
    try bench.expectSame(bench.resumed(job), whole, "from the checkpoint of an earlier version")
    #expect(bench.log.lines.isEmpty, "\(bench.log.lines)")
    #expect(try bench.store.job(job.id)?.config == new.config)
  }
}
