import Files
import Formats
import Foundation
import Learning
import Testing
import TestSupport

@testable import Training

/// Weights as PyTorch's state_dict names and types them.
@Suite struct ForeignWeightsTests {
  private let bench: Bench
  private let scratch: ScratchFolder
  private let config: JobConfig

  init() throws {
    bench = try Bench()
    scratch = try ScratchFolder()
    config = try bench.config(["epochs": 1])
  }

  private struct Tensor {
    var name: String
    var dtype = "F32"
    var shape: [Int]
    var bytes: [UInt8]
  }

  private func trainer(seed: UInt64, from path: String? = nil) throws -> Trainer {
    var config = config
    config.initialWeights = path
    return try Trainer(
      config, dataset: bench.datasets.dataset(named: config.dataset), seed: seed, threads: 1)
  }

  private func bits(_ trainer: Trainer) throws -> [String: [UInt32]] {
    try Dictionary(
      trainer.tensors.map { ($0.name, try $0.values(on: trainer.learner.device).map(\.bitPattern)) }
    ) { first, _ in first }
  }

  /// A file as another program writes it, without our checksum, of the weights of seed 1 after a change.
  private func file(_ change: (inout [Tensor]) -> Void) throws -> String {
    let trainer = try trainer(seed: 1)
    var tensors = try trainer.tensors.map { tensor in
      Tensor(
        name: tensor.name, shape: tensor.shape,
        bytes: try tensor.values(on: trainer.learner.device).flatMap { value in
          withUnsafeBytes(of: value.bitPattern.littleEndian) { [UInt8]($0) }
        })
    }
    change(&tensors)
    var (members, numbers) = ([String: JSONValue](), [UInt8]())
    for tensor in tensors {
      let end = numbers.count + tensor.bytes.count
      members[tensor.name] = [
        "dtype": .string(tensor.dtype), "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": [.integer(numbers.count), .integer(end)],
      ]
      numbers += tensor.bytes
    }
    return try scratch.write(ScratchFolder.safetensors(JSONValue.object(members).canonicalText, numbers))
  }

  private func counter(_ name: String, dtype: String = "I64") -> Tensor {
    Tensor(name: name, dtype: dtype, shape: [], bytes: [6, 0, 0, 0, 0, 0, 0, 0])
  }

  private func failure(_ change: (inout [Tensor]) -> Void) throws -> any Error {
    let path = try file(change)
    return try #require(#expect(throws: (any Error).self) { _ = try trainer(seed: 2, from: path) })
  }

  @Test func `the batches that a batch norm has counted are passed over, without a word`() throws {
    let path = try file { tensors in
      for block in 1...4 { tensors.append(counter("fc\(block).norm.num_batches_tracked")) }
    }
    let loaded = try trainer(seed: 2, from: path)
    #expect(try bits(loaded) == bits(trainer(seed: 1)))
    #expect(loaded.notes.isEmpty)
    // Of a batch norm that the network has not, it is another network's.
    let error = try failure { $0.append(counter("fc5.norm.num_batches_tracked")) }
    guard case CheckpointError.unknownTensor(_, "fc5.norm.num_batches_tracked", _, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(arguments: ["module.", "_orig_mod.", "_orig_mod.module.", "module._orig_mod."])
  func `what wrappers put before the names is taken off, with a word`(prefix: String) throws {
    let path = try file { tensors in
      tensors.append(counter("fc1.norm.num_batches_tracked"))
      for index in tensors.indices { tensors[index].name = prefix + tensors[index].name }
    }
    let loaded = try trainer(seed: 2, from: path)
    #expect(try bits(loaded) == bits(trainer(seed: 1)))
    let count = try bits(loaded).count
    #expect(
      loaded.notes == ["\(path): \"\(prefix)\" was taken off the names of \(count) of \(count) tensors"])
  }

  @Test func `it may stand before some of the names`() throws {
    let path = try file { tensors in
      for index in tensors.indices where tensors[index].name.hasPrefix("fc1.") {
        tensors[index].name = "module." + tensors[index].name
      }
    }
    let loaded = try trainer(seed: 2, from: path)
    #expect(try bits(loaded) == bits(trainer(seed: 1)))
    #expect(loaded.notes.count == 1 && loaded.notes[0].contains("of 7 of"), "\(loaded.notes)")
  }

  @Test func `two tensors for one are refused by both names`() throws {
    let error = try failure { tensors in
      var twin = tensors[0]
      twin.name = "module." + twin.name
      tensors.append(twin)
    }
    guard case CheckpointError.twoTensors(_, "fc1.weight", ["fc1.weight", "module.fc1.weight"]) = error else {
      Issue.record("\(error)")
      return
    }
    #expect("\(error)".contains(#"found "fc1.weight" and "module.fc1.weight"; take one of them out"#))
  }

  @Test func `a misspelt name behind a prefix is answered with the nearest`() throws {
    let error = try failure { tensors in
      for index in tensors.indices { tensors[index].name = "module." + tensors[index].name }
      tensors[0].name = "module.fc1.wieght"
    }
    #expect("\(error)".contains(#""module.fc1.wieght"; did you mean "fc1.weight"?"#), "\(error)")
  }

  @Test func `prefixes without end are no name`() throws {
    let error = try failure { $0[0].name = String(repeating: "module.", count: 100_000) + "fc1.weight" }
    guard case CheckpointError.unknownTensor = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func `a block may be called as a wrapper is`() throws {
    let names = ForeignNames(known: ["module.weight", "module.bias", "fc1.weight"])
    #expect(names.meaning(of: "module.weight")! == ("module.weight", ""))
    #expect(names.meaning(of: "module.module.bias")! == ("module.bias", "module."))
    #expect(names.meaning(of: "weight") == nil)
    #expect(names.bare("_orig_mod.module.fc2.weight") == "fc2.weight")
  }

  @Test func `types matter in the tensors that are needed, and before anything is read`() throws {
    let path = try file { tensors in
      tensors.append(
        Tensor(name: "optimizer/steps", dtype: "I64", shape: [1], bytes: .init(repeating: 1, count: 8)))
      tensors.append(Tensor(name: "optimizer/new", dtype: "NEW", shape: [9], bytes: [1, 2, 3]))
      tensors.append(counter("fc2.norm.num_batches_tracked", dtype: "F64"))
    }
    #expect(try bits(trainer(seed: 2, from: path)) == bits(trainer(seed: 1)))
    let error = try failure { tensors in
      let index = tensors.firstIndex { $0.name == "fc2.bias" }!
      tensors[index].dtype = "I32"
    }
    #expect(
      "\(error)".contains(
        #"expected fc2.bias as one of F64, F32, F16, BF16, found "I32"; save it as a float"#))
  }

  @Test func `a checkpoint of ours holds nothing but floats`() throws {
    let log = LogRecorder()
    let folder = CheckpointLibrary(data: scratch.url.path, log: log.logger).folder(of: 1)
    try folder.write(step: 7, tensors: [("x", [1])], metadata: [:]) { try $1.append([1]) }
    let file = "\(folder.path)/step-7.safetensors"
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes.replace(Data("\"F32\"".utf8), with: Data("\"I32\"".utf8))
    try bytes.write(to: URL(filePath: file))
    #expect(folder.newest() == nil)
    #expect(log.lines.count == 1 && log.lines[0].contains("found \"I32\""), "\(log.lines)")
  }
}
