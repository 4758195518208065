import CArchive
import Files
import Foundation
import Logging
import Store
import Testing
import Tracking
import Training

@testable import Archives

/// A data directory with a job in it: two runs, one that succeeded with weights and one that is under way.
final class ArchiveFixture {
  static let config = #"{"batch_size":50,"epochs":4,"odd":1.0,"text":"ä\n"}"#

  /// When everything happens, in seconds since 1970.
  static let now = 1_700_000_000.5
  /// The same in milliseconds, as tables of points have it.
  static let time = "1700000000500"

  let directory: String
  let store: Store
  let checkpoints: CheckpointLibrary

  /// - Parameter losses: points of its longest series; nil for a directory without a job.
  convenience init(losses: Int?) throws {
    try self.init(directory: Self.newPath())
    if let losses { try fill(losses) }
  }

  /// A directory as another one is at this moment on the disk, its process dead.
  convenience init(copying other: ArchiveFixture) throws {
    let copy = Self.newPath()
    try FileManager.default.copyItem(atPath: other.directory, toPath: copy)
    try self.init(directory: copy)
  }

  private init(directory: String) throws {
    self.directory = directory
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    store = try Store.open(
      directory: directory, migrations: root.appending(path: "migrations").path, now: { Self.now })
    checkpoints = CheckpointLibrary(
      data: directory, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  deinit {
    try? store.close()
    try? FileManager.default.removeItem(atPath: directory)
  }

  static func newPath() -> String {
    FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)").path
  }

  /// Another job takes the first numbers, so that old ones and new ones differ.
  private func fill(_ losses: Int) throws {
    _ = try insert(name: "another", trials: 3)
    let job = try insert(name: "the \"job\"", trials: 2)
    let (first, second) = (job.runs[0], job.runs[1])
    _ = try store.claim(run: first.id, for: LeaseTerms(owner: .local, environment: Self.environment))
    _ = try store.begin(run: first.id, threads: 2)
    let odd = [
      0.1, -0.0, .nan, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e-7, .infinity, 123456789.125, 1,
      -1.5e-300,
    ]
    try log(Metric("loss", unit: "nats"), run: first.id, (1...losses).map { ($0, 1 / Double($0)) })
    try log(
      Metric("angle", layer: "fc2", unit: "degrees"), run: first.id, zip(1..., odd).map { ($0 * 7, $1) })
    try log(Metric("angle", layer: "fc1", unit: "degrees"), run: first.id, [(1 << 53, 2)])
    try log(Metric("test_accuracy"), run: first.id, [])
    try saveWeights(of: first.id)
    try store.finish(run: first.id, as: .succeeded, message: nil, divergedStep: nil)
    _ = try store.claim(run: second.id)
    try log(Metric("loss", unit: "nats"), run: second.id, [(1, 2.5), (3, .nan)])
  }

  private static let environment = RunEnvironment(
    host: "node7", processor: "P", instructionSets: ["avx2", "avx512"], cores: 8, memoryBytes: 1 << 34,
    versions: ["bearing": "1"], executor: "slurm", slurmJob: "12_3")

  func insert(name: String, trials: Int) throws -> Job {
    try store.insert(
      NewJob(
        name: name, experiment: "archives", tags: ["who": "me", "": "x"].filter { !$0.key.isEmpty },
        method: "dkp", network: "fc5", dataset: "mnist", config: Self.config,
        seeds: (1...trials).map { UInt64($0 + 6) }, steps: 4_800, stepsPerEpoch: 1_200, priority: -3))
  }

  func log(_ metric: Metric, run: Int64, _ points: [(Int, Double)]) throws {
    let series = try store.writer.series(of: metric, in: run)
    store.writer.append(
      points.map { Point(series: series, step: $0.0, value: $0.1) }, run: run, step: points.last?.0 ?? 0)
    try store.writer.flush()
  }

  func saveWeights(of run: Int64) throws {
    let values: [Float] = [1.5, -2, .leastNonzeroMagnitude, .nan, 0.1, 3]
    try checkpoints.folder(of: run).writeWeights(
      tensors: [("fc1.weight", [2, 3])], metadata: ["bearing.step": "4"]
    ) { try $1.append(values) }
  }

  /// The job that ``init(losses:)`` makes.
  static let job: Int64 = 2

  /// Archives a job into a file.
  func archive(_ job: Int64 = job) throws -> String {
    let path = Self.newPath() + ".tar"
    try JobArchiver(store: store, weights: checkpoints, program: "bearing test").withArchive(of: job) {
      try FileManager.default.copyItem(atPath: $0, toPath: path)
    }
    return path
  }

  func rows(_ query: String) throws -> [[SQLValue]] {
    let result = try SQLConsole(path: store.path, seconds: 60).run(query, limit: SQLConsole.mostRows)
    #expect(!result.isTruncated)
    return result.rows
  }

  /// Everything that an import that fails may not change.
  func state() throws -> [String] {
    let tables = ["experiments", "jobs", "job_tags", "runs", "series", "points", "point_levels"]
    let counts = try tables.map { "\($0) \(try rows("select count(*) from \($0)"))" }
    let files = (try? FileManager.default.subpathsOfDirectory(atPath: checkpoints.path)) ?? []
    return counts + files.sorted()
  }
}
