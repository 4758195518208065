import Files
import Formats
import Foundation
import Learning
import Store
import Testing
import TestSupport
import Tracking

@testable import Training

/// Weights from a file in the place of drawn ones.
@Suite struct InitialWeightsTests {
  private let bench: Bench
  private let scratch: ScratchFolder
  private let config: JobConfig

  init() throws {
    bench = try Bench()
    scratch = try ScratchFolder()
    config = try bench.config(["epochs": 1])
  }

  private func trainer(seed: UInt64, _ config: JobConfig? = nil, from path: String? = nil) throws -> Trainer {
    var config = config ?? self.config
    config.initialWeights = path
    return try Trainer(
      config, dataset: bench.datasets.dataset(named: config.dataset), seed: seed, threads: 2)
  }

  private func bits(_ trainer: Trainer) throws -> [String: [UInt32]] {
    try Dictionary(
      trainer.tensors.map { ($0.name, try $0.values(on: trainer.learner.device).map(\.bitPattern)) }
    ) { first, _ in first }
  }

  /// Writes the weights of a trainer, changed.
  private func save(
    _ trainer: Trainer, _ change: (inout [(name: String, shape: [Int])]) -> Void = { _ in }
  ) throws -> String {
    let whole = scratch.path("whole.safetensors")
    try trainer.saveWeights(to: whole)
    let file = try SafetensorsFile(path: whole)
    var tensors = file.tensors
    change(&tensors)
    let path = scratch.path("changed.safetensors")
    let writer = try SafetensorsWriter(path: path, tensors: tensors, metadata: [:])
    for (name, shape) in tensors {
      let count = shape.reduce(1, *)
      let values = file.shape(of: name) == nil ? [] : try file.values(of: name)
      try writer.append(values.count == count ? values : [Float](repeating: 0.5, count: count))
    }
    try writer.finish()
    return path
  }

  @Test func `saved weights are those that another seed starts with, bit for bit`() throws {
    let one = try trainer(seed: 1)
    let job = try bench.store.insert(config.newJob(datasets: bench.datasets))
    _ = try one.train(run: job.runs[0].id, into: bench.store.writer, shouldStop: { false })
    let path = scratch.path("trained.safetensors")
    try one.saveWeights(to: path)
    let other = try trainer(seed: 2, from: path)
    #expect(try bits(other) == bits(one))
    #expect(try bits(trainer(seed: 2)) != bits(one))
  }

  @Test func `the first loss is that of the seed which was saved`() throws {
    // In the pictures' own order, so that the seeds differ in their weights alone.
    let config = try bench.config(["shuffle": false, "steps": 3, "epochs": nil])
    func losses(_ trainer: Trainer) throws -> [Int: Double] {
      let job = try bench.store.insert(config.newJob(datasets: bench.datasets))
      _ = try trainer.train(run: job.runs[0].id, into: bench.store.writer, shouldStop: { false })
      try bench.store.writer.flush()
      return try bench.points(job.runs[0].id, "loss")
    }
    let one = try trainer(seed: 1, config)
    let path = try save(one)
    let expected = try losses(one)
    #expect(try losses(trainer(seed: 2, config, from: path)) == expected)
    #expect(try losses(trainer(seed: 2, config))[1] != expected[1])
  }

  @Test func `feedback and running statistics may be missing and stay as they were drawn`() throws {
    let isLeftOut = { (name: String) in name.hasSuffix(".feedback") || name.contains(".running_") }
    let path = try save(trainer(seed: 1)) { $0.removeAll { isLeftOut($0.name) } }
    let (loaded, drawn) = (try bits(trainer(seed: 2, from: path)), try bits(trainer(seed: 2)))
    let saved = try bits(trainer(seed: 1))
    #expect(loaded.keys.contains { isLeftOut($0) })
    for (name, values) in loaded { #expect(values == (isLeftOut(name) ? drawn : saved)[name], "\(name)") }
  }

  @Test func `a whole checkpoint will do`() throws {
    let one = try trainer(seed: 1)
    let folder = bench.checkpoints.folder(of: 1)
    #expect(try one.save(to: folder, after: bench.store.writer))
    let found = try #require(folder.newest())
    #expect(!found.file.holdsOnlyWeights)
    #expect(try bits(trainer(seed: 2, from: found.file.path)) == bits(one))
  }

  @Test func `a missing weight, an unknown name and another shape are named`() throws {
    let missing = try save(trainer(seed: 1)) { $0.removeAll { $0.name == "fc2.weight" } }
    let error = #expect(throws: CheckpointError.self) { _ = try trainer(seed: 1, from: missing) }
    #expect("\(error!)".contains("expected also fc2.weight, found only fc"), "\(error!)")
    let unknown = try save(trainer(seed: 1)) { $0.append(("fc2.wieght", [2])) }
    let misspelt = #expect(throws: CheckpointError.self) { _ = try trainer(seed: 1, from: unknown) }
    #expect("\(misspelt!)".contains("\"fc2.wieght\"; did you mean \"fc2.weight\"?"), "\(misspelt!)")
    #expect("\(misspelt!)".contains("fc5.bias"))
    let wide = try bench.config(["network": ["name": "fc5", "width": 33]])
    let path = try save(trainer(seed: 1))
    let shape = #expect(throws: CheckpointError.self) { _ = try trainer(seed: 1, wide, from: path) }
    #expect("\(shape!)".contains("of shape [33"), "\(shape!)")
    let transposed = try save(trainer(seed: 1)) { tensors in
      for index in tensors.indices where tensors[index].name == "fc1.weight" {
        tensors[index].shape = [784, 32]
      }
    }
    #expect(
      throws: CheckpointError.wrongShape(
        path: transposed, name: "fc1.weight", expected: [32, 784], found: [784, 32])
    ) { _ = try trainer(seed: 1, from: transposed) }
  }

  @Test func `a damaged file and none are refused`() throws {
    let path = try save(trainer(seed: 1))
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(filePath: path))
    let error = #expect(throws: FileError.self) { _ = try trainer(seed: 1, from: path) }
    #expect("\(error!)".contains("checksum"))
    #expect(throws: FileError.self) { _ = try trainer(seed: 1, from: scratch.path("none")) }
  }
}
