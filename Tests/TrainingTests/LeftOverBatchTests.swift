import Formats
import Foundation
import Learning
import Store
import Testing
import TestSupport
import Tracking

@testable import Training

/// A batch norm over one sample, and batches that are left out.
@Suite struct LeftOverBatchTests {
  private let bench: Bench

  init() throws { bench = try Bench(training: 51, test: 20) }

  private func job(_ changes: JSONValue) throws -> NewJob {
    let base: JSONValue = ["batch_size": 50, "method": "dfa", "epochs": 3]
    // What is null in the changes is still to be taken from the bench's config.
    let all = (base.members ?? [:]).merging(changes.members ?? [:]) { $1 }
    return try bench.config(.object(all)).newJob(datasets: bench.datasets)
  }

  private func problem(_ changes: JSONValue) throws -> ConfigProblem {
    let error = try #require(#expect(throws: ConfigError.self) { _ = try job(changes) })
    #expect(error.problems.map(\.path) == ["$.batch_size"])
    return error.problems[0]
  }

  @Test func `one sample that is left over for a batch norm is refused, with what to type`() throws {
    let message = try problem([:]).message
    #expect(
      message.hasPrefix("51 samples in batches of 50 leave 1 for the last batch of an epoch"), "\(message)")
    #expect(message.contains("the batch norm of fc1, fc2 and 2 more"), "\(message)")
    #expect(message.hasSuffix(#"give "drop_last": true, or another "batch_size" such as 49"#), "\(message)")
    for changes: JSONValue in [
      ["drop_last": true], ["batch_size": 49], ["batch_size": 51], ["batch_size": 99],
    ] {
      #expect(throws: Never.self, "\(changes)") { _ = try job(changes) }
    }
    // It is never trained.
    #expect(throws: Never.self) { _ = try job(["epochs": nil, "steps": 1]) }
    _ = try problem(["epochs": nil, "steps": 2])
  }

  @Test func `so are batches of one`() throws {
    let message = try problem(["batch_size": 1]).message
    #expect(message.hasPrefix("a batch has 1 sample, too few for the batch norm of fc1"), "\(message)")
    // Pairs would leave one of 51.
    #expect(message.hasSuffix(#"give another "batch_size" such as 3"#), "\(message)")
    #expect(try problem(["batch_size": 1, "drop_last": true]).message.hasSuffix("such as 2"))
    let alone = try Bench(training: 1, test: 1)
    let error = #expect(throws: ConfigError.self) { _ = try alone.config().newJob(datasets: alone.datasets) }
    #expect("\(error!)".contains("more samples"))
  }

  /// One block of convolutions over the whole picture or over a part of it, and a linear one.
  private func blocks(kernel: Int, _ then: [JSONValue]) -> JSONValue {
    [
      "name": nil, "width": nil,
      "blocks": [
        ["layer": ["name": "conv", "outputs": 3, "kernel": .integer(kernel)], "then": .array(then)],
        ["layer": ["name": "linear", "outputs": 10]],
      ],
    ]
  }

  @Test func `a convolution counts where its plane has come down to one value`() throws {
    let pool: JSONValue = ["name": "max_pool", "kernel": 2]
    let message = try problem(["network": blocks(kernel: 28, ["batch_norm"])]).message
    #expect(message.contains("the batch norm of conv1:"), "\(message)")
    _ = try problem(["network": blocks(kernel: 27, [pool, "batch_norm"])])
    for fine in [
      blocks(kernel: 27, ["batch_norm", pool]), blocks(kernel: 27, ["batch_norm"]), blocks(kernel: 28, []),
    ] {
      #expect(throws: Never.self) { _ = try job(["network": fine]) }
    }
  }

  @Test func `leaving out the only batch is refused`() throws {
    let message = try problem(["batch_size": 60, "drop_last": true]).message
    #expect(message.contains(#"give a "batch_size" of at most 51"#), "\(message)")
    #expect(try job(["batch_size": 51, "drop_last": true]).stepsPerEpoch == 1)
    #expect(try job(["batch_size": 60]).stepsPerEpoch == 1)
  }

  @Test func `a sweep says which of its values it is`() throws {
    let request = JobRequest([
      "dataset": "mnist", "network": "fc5", "method": "bp", "epochs": 1,
      "sweep": ["batch_size": [49, 50]],
    ])
    let error = try #require(
      #expect(throws: ConfigError.self) { _ = try request.newJobs(datasets: bench.datasets) })
    #expect(error.problems.map(\.path) == [#"$.sweep["batch_size"][1]"#])
  }

  @Test func `with drop_last an epoch ends with its last whole batch`() throws {
    let config = try bench.config(["batch_size": 20, "drop_last": true, "epochs": 3])
    let job = try bench.undisturbed(config)
    #expect(job.status == .succeeded && job.runs[0].stepsPerEpoch == 2)
    let run = job.runs[0].id
    #expect(try bench.points(run, "loss").keys.sorted() == Array(1...6))
    #expect(try bench.points(run, "test_accuracy").keys.sorted() == [2, 4, 6])
    let losses = try bench.points(run, "loss")
    #expect(abs(try bench.points(run, "train_loss")[2]! - (losses[1]! + losses[2]!) / 2) < 1e-12)
    #expect(try bench.config(["batch_size": 20]).canonicalText.contains(#""drop_last":false"#))
  }

  @Test func `a job that an earlier version took is trained, and the log says what is wrong`() throws {
    let config = try bench.config(["batch_size": 50, "epochs": 1])
    let set = TrainingSet(try bench.datasets.dataset(named: "mnist"))
    let job = try bench.store.insert(
      NewJob(
        name: "old", experiment: "default", tags: [:], method: "dkp", network: "fc5:32", dataset: "mnist",
        config: config.canonicalText.replacing(#""drop_last":false,"#, with: ""), seeds: [1], steps: 2,
        stepsPerEpoch: config.stepsPerEpoch(samples: set.samples)))
    #expect(try bench.resumed(job).status == .succeeded)
    #expect(bench.log.lines.contains { $0.contains("trains all the same: 51 samples in batches of 50") })
  }
}
