import Datasets
import Formats
import Foundation
import Learning
import Store
import Testing
import TestSupport
import Tracking

@testable import Training

/// A job is checked against the classes that its run will find.
@Suite struct FoundClassesTests {
  private let pictures: TinyPictures
  private let datasets: DatasetLibrary
  private let data: ScratchFolder

  init() throws {
    pictures = try TinyPictures()
    data = try ScratchFolder()
    datasets = DatasetLibrary(roots: [pictures.root.path])
  }

  private func config(outputs: Int, _ changes: JSONValue = [:]) throws -> JobConfig {
    let base: JSONValue = [
      "dataset": "tiny-imagenet", "method": "dkp", "epochs": 2, "batch_size": 4,
      "network": [
        "blocks": [
          [
            "layer": ["name": "conv", "outputs": 4, "kernel": 3, "padding": 1],
            "then": ["relu", ["name": "max_pool", "kernel": 8, "stride": 8]],
          ],
          ["layer": ["name": "linear", "outputs": .integer(outputs)]],
        ]
      ],
    ]
    return try JobConfig(base.overlaid(with: changes), datasets: datasets)
  }

  private func problem(_ body: () throws -> Void) throws -> ConfigProblem {
    let error = try #require(#expect(throws: ConfigError.self, performing: body))
    #expect(error.problems.count == 1)
    return error.problems[0]
  }

  /// Two for the classes that are here, or 200 for those of the whole set; both are what submission and training ask for.
  @Test(arguments: [2, 200])
  func `a Tiny ImageNet of two classes asks for two outputs, or as many as the whole set, and trains`(
    outputs: Int
  ) throws {
    let refused = try problem { _ = try self.config(outputs: 100) }
    #expect(refused.path == "$.network")
    #expect(refused.message.contains("linear with 2 outputs"), "\(refused.message)")
    let config = try self.config(outputs: outputs)
    let job = try config.newJob(datasets: datasets)
    #expect(job.stepsPerEpoch == 2)
    let store = try Store.open(
      directory: data.path("data"), migrations: Fixtures.root.appending(path: "migrations").path)
    defer { try? store.close() }
    let dataset = try datasets.dataset(named: "tiny-imagenet")
    let run = try store.insert(job).runs[0]
    let trainer = try Trainer(config, dataset: dataset, seed: run.seed, threads: 1)
    #expect(try trainer.train(run: run.id, into: store.writer, shouldStop: { false }) == .finished)
    #expect(trainer.learner.network.spec.classes == outputs)
  }

  @Test func `of a set that is not here, the published number is asked for`() throws {
    let nowhere = DatasetLibrary(roots: [data.url.path])
    #expect(try nowhere.descriptor(named: "tiny-imagenet").classes == 200)
    #expect(try datasets.descriptor(named: "tiny-imagenet").classes == 2)
  }

  @Test func `a class without pictures, and a stray one, refuse the job by their paths`() throws {
    try pictures.write(Data("n01443537\nn01629819\nn09\n".utf8), to: "wnids.txt")
    let missing = try problem { _ = try self.config(outputs: 3).newJob(datasets: datasets) }
    #expect(missing.path == "$.dataset")
    #expect(missing.message.contains("train/n09/images: expected at least 1 picture"), "\(missing.message)")
    try pictures.write(Data("n01443537\nn02\n".utf8), to: "wnids.txt")
    let stray = try problem { _ = try self.config(outputs: 2).newJob(datasets: datasets) }
    #expect(stray.message.contains("train/n01629819: expected a folder named after a class"))
  }

  @Test func `pictures of another size than the name's refuse the job`() throws {
    let tiny = try TinyDataset(training: 4, test: 2)
    let file = tiny.root.appending(path: "mnist/t10k-images-idx3-ubyte")
    try Data([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 7]).write(to: file)
    let refused = try problem {
      _ = try JobConfig(
        ["dataset": "mnist", "network": "fc5", "method": "bp", "epochs": 1],
        datasets: DatasetLibrary(roots: [tiny.root.path]))
    }
    #expect(refused.path == "$.dataset")
    #expect(refused.message.contains("\(file.path): expected the dimensions N x 28 x 28, found 2 x 1 x 1"))
  }
}
