import Formats
import Foundation
import Learning
import Testing
import TestSupport
import Tracking

@testable import Training

/// Whatever a server takes it reads back when the run's turn comes, from its own database.
@Suite struct ReadBackTests {
  private let tiny: TinyDataset
  private let datasets: DatasetLibrary

  init() throws {
    tiny = try TinyDataset()
    datasets = DatasetLibrary(roots: [tiny.root.path])
  }

  private func expectReadBack(_ job: NewJob, _ request: JSONValue) {
    #expect(throws: Never.self, "\(request.canonicalText)") {
      let again = try JobConfig(parsing: Data(job.config.utf8), datasets: datasets, allowingFiles: true)
      #expect(try again.newJob(datasets: datasets) == job.atPriority(0), "\(request.canonicalText)")
    }
  }

  @Test func `a network of many blocks gets a name that is read back`() throws {
    for outputs in [[32], [31, 32]] {
      let blocks: [JSONValue] = (0..<24).map {
        [
          "layer": [
            "name": "conv", "outputs": .integer(outputs[$0 % outputs.count]), "kernel": 3, "padding": 1,
          ]
        ]
      }
      let request: JSONValue = [
        "dataset": "mnist", "method": "bp", "steps": 2,
        "network": ["blocks": .array(blocks + [["layer": ["name": "linear", "outputs": 10]]])],
      ]
      let job = try JobRequest(request).newJobs(datasets: datasets)[0]
      #expect(job.network.count <= 100)
      #expect(outputs.count > 1 || job.network == "24xconv32k3-fc10")
      expectReadBack(job, request)
    }
  }

  /// Networks that begin alike are still told apart by tables.
  @Test func `long labels differ where networks do`() throws {
    func label(_ last: Int) throws -> String {
      let widths = (0..<40).map { 20 + $0 } + [last]
      let blocks = widths.map { BlockSpec(name: "fc\($0)", layer: .linear(outputs: $0)) }
      return NetworkConfig(BlockList(blocks)).label
    }
    #expect(try label(100) != label(101) && label(100) == label(100))
    #expect(try label(100).unicodeScalars.count == 100)
  }

  @Test func `names and tags that a sweep makes are counted as they are read`() throws {
    // Seven code points that are one character.
    let family = "👨\u{200D}👩\u{200D}👧\u{200D}👦"
    let request: JSONValue = [
      "dataset": "mnist", "network": "fc5", "method": "bp", "steps": 1,
      "name": .string(String(repeating: family, count: 28)),
      "sweep": ["experiment": [.string(String(repeating: "e\u{301}", count: 50)), "b"]],
    ]
    for job in try JobRequest(request).newJobs(datasets: datasets) {
      #expect(job.name.unicodeScalars.count <= 200)
      expectReadBack(job, request)
    }
  }

  @Test(arguments: 1...8)
  func `so are generated configs`(seed: Int) throws {
    var generator = ConfigGenerator(seed: UInt64(seed), datasets: datasets)
    var taken = 0
    for _ in 0..<250 {
      let request = generator.request()
      guard let jobs = try? JobRequest(request).newJobs(datasets: datasets) else { continue }
      taken += 1
      for job in jobs { expectReadBack(job, request) }
    }
    // A generator that makes nothing but nonsense would show nothing.
    #expect(taken > 50, "\(taken)")
  }
}

extension NewJob {
  fileprivate func atPriority(_ priority: Int) -> NewJob {
    var job = self
    job.priority = priority
    return job
  }
}
