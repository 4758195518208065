import Formats
import Foundation
import Store
import TestSupport
import Tracking
import Training

/// A real store on a temporary directory, with a small dataset beside it.
final class Bench {
  let store: Store
  let tiny: TinyDataset
  let datasets: DatasetLibrary
  /// What the queue and the checkpoints complained about.
  let log = LogRecorder()
  var checkpoints: CheckpointLibrary { CheckpointLibrary(data: directory.path, log: log.logger) }
  private let directory = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")

  init(training: Int = 200, test: Int = 50) throws {
    tiny = try TinyDataset(training: training, test: test)
    datasets = DatasetLibrary(roots: [tiny.root.path])
    store = try Store.open(
      directory: directory.path, migrations: Fixtures.root.appending(path: "migrations").path)
  }

  deinit {
    try? store.close()
    try? FileManager.default.removeItem(at: directory)
  }

  func config(_ changes: JSONValue = [:]) throws -> JobConfig {
    let small: JSONValue = [
      "dataset": "mnist", "network": ["name": "fc5", "width": 32], "method": "dkp", "epochs": 2,
      "batch_size": 30,
    ]
    return try JobConfig(small.overlaid(with: changes), datasets: datasets)
  }

  /// - Parameter runs: what the queue asks for runs; the store itself unless a test listens in.
  func queue(
    runs: (any RunLeasing)? = nil, threads: Int = 2, workers: Int? = 1, memory: MemoryBudget = MemoryBudget()
  ) -> JobQueue {
    JobQueue(
      jobs: store, runs: runs ?? store, cleaning: store, sink: store.writer, datasets: datasets,
      checkpoints: checkpoints, threads: threads, workers: workers, memory: memory, log: log.logger)
  }

  /// All points of a run's metric (and layer).
  func points(_ run: Int64, _ name: String, _ layer: String? = nil) throws -> [Int: Double] {
    let page = try store.points(runs: [run], names: [name], after: .step(0), maxPoints: nil)
    guard let series = page.series.first(where: { $0.layer == layer }) else { return [:] }
    return Dictionary(zip(series.steps, series.values)) { first, _ in first }
  }

  /// Waits until a job has ended.
  func ended(_ id: Int64, seconds: Double = 300) throws -> Job {
    try wait(for: "the end of job \(id)", seconds: seconds) { try store.job(id)?.status.isFinal == true }
    return try store.job(id)!
  }
}
