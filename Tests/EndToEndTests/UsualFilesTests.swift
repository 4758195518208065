import Foundation
import Testing
import TestSupport

/// Datasets, weights and batches as they usually come, through the command line and a server.
@Suite struct UsualFilesTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "usual-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func config(_ text: String) throws -> String {
    let file = folder.appending(path: "config.json")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  private func pictures(outputs: Int) -> String {
    #"""
    {"dataset":"tiny-imagenet","method":"bp","epochs":1,"batch_size":4,"network":{"blocks":[
      {"layer":{"name":"conv","outputs":4,"kernel":3,"padding":1},
       "then":["relu",{"name":"max_pool","kernel":4,"stride":4}]},
      {"layer":{"name":"linear","outputs":\#(outputs)}}]}}
    """#
  }

  @Test
  func `a Tiny ImageNet of two classes is trained with two outputs, with a Mac's files beside its pictures`()
    async throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let tiny = try TinyPictures()
    try tiny.write(Data("Mac".utf8), to: "train/n01443537/images/._n01443537_0.JPEG")
    try tiny.write(Data("Mac".utf8), to: ".DS_Store")
    let places = ["--data", folder.path, "--datasets", tiny.root.path]
    // Those that are here, or those of the whole set.
    for outputs in [2, 200] {
      let run = try CommandRun(["run", config(pictures(outputs: outputs))] + places)
      #expect(run.status == 0, "\(run.errors)")
    }
    let list = try CommandRun(["datasets"] + places)
    #expect(list.output.contains("tiny-imagenet: 8 + 4 pictures of 3x64x64, 2 classes"), "\(list.output)")

    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let refused = try await server.post("/api/v1/jobs", pictures(outputs: 100))
    #expect(refused.status == 422)
    #expect(refused.text.contains("linear with 2 outputs"), "\(refused.text)")
    let submit = try CommandRun([
      "submit", config(pictures(outputs: 2)), "--server", server.url.absoluteString, "--watch",
    ])
    #expect(submit.status == 0, "\(submit.errors)")
  }

  private let small =
    #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dfa","epochs":1,"batch_size":50}"#

  @Test func `one sample left over for a batch norm is refused, and drop_last leaves it out`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let tiny = try TinyDataset(training: 51, test: 10)
    let places = ["--data", folder.path, "--datasets", tiny.root.path]
    let refused = try CommandRun(["run", config(small)] + places)
    #expect(refused.status != 0)
    #expect(refused.errors.contains("$.batch_size: 51 samples in batches of 50 leave 1"), "\(refused.errors)")
    let run = try CommandRun(["run", config(small), "--set", "drop_last=true"] + places)
    #expect(run.status == 0, "\(run.errors)")

    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let problem = try await server.post("/api/v1/jobs", small)
    #expect(problem.status == 422)
    #expect(problem.text.contains("$.batch_size"))
    let job = try await server.post("/api/v1/jobs", String(small.dropLast()) + #","drop_last":true}"#)
    #expect(job.status == 201, "\(job.text)")
    #expect(try job.json()["runs"][0]["steps"].integer == 1)
    let schema = try await server.get("/api/v1/schema/job").json()
    #expect(schema["properties"]["drop_last"]["default"].flag == false)
  }

  /// What PyTorch saves of a network that was compiled: a prefix before every name, and integers in the batch norms.
  @Test func `weights of a compiled PyTorch module are read, with a word about their names`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let tiny = try TinyDataset()
    let places = ["--data", folder.path, "--datasets", tiny.root.path]
    let saved = folder.appending(path: "saved.safetensors")
    let first = try CommandRun(["run", config(small), "--save", saved.path] + places)
    #expect(first.status == 0, "\(first.errors)")
    let foreign = folder.appending(path: "foreign.safetensors")
    try compiled(Data(contentsOf: saved)).write(to: foreign)
    let second = try CommandRun(["run", config(small), "--set", "initial_weights=\(foreign.path)"] + places)
    #expect(second.status == 0, "\(second.errors)")
    #expect(
      second.errors.contains(#"foreign.safetensors: "_orig_mod." was taken off the names of"#),
      "\(second.errors)")
  }

  private func compiled(_ file: Data) throws -> Data {
    let size = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      try JSONSerialization.jsonObject(with: file[8..<8 + size]) as? [String: Any])
    var (renamed, numbers) = ([String: Any](), Data(file[(8 + size)...]))
    for (name, tensor) in header where name != "__metadata__" {
      renamed["_orig_mod." + name] = tensor
      guard name.hasSuffix(".running_var") else { continue }
      renamed["_orig_mod." + name.replacing("running_var", with: "num_batches_tracked")] = [
        "dtype": "I64", "shape": [Int](), "data_offsets": [numbers.count, numbers.count + 8],
      ]
      numbers.append(contentsOf: [6, 0, 0, 0, 0, 0, 0, 0])
    }
    let text = try JSONSerialization.data(withJSONObject: renamed)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + numbers
  }
}
