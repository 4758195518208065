import Files
import Foundation
import Store
import Testing
import TestSupport
import Tracking

@testable import Training

/// What two runs gave, down to the last bit.
extension Bench {
  /// Expects of the first runs of two jobs that they succeeded with the same points and the same weights.
  func expectSame(_ one: Job, _ other: Job, _ comment: Comment) throws {
    #expect(one.status == .succeeded && other.status == .succeeded, comment)
    let (a, b) = (try points(one.runs[0].id), try points(other.runs[0].id))
    #expect(a.count > 6)
    #expect(a == b, comment)
    let (mine, others) = (try weights(one.runs[0].id), try weights(other.runs[0].id))
    #expect(mine.count > 6)
    #expect(mine == others, comment)
  }

  /// Every series by name and layer, its steps and the bits of its values. How fast it went is no result.
  func points(_ run: Int64) throws -> [String: [Int: UInt64]] {
    var all: [String: [Int: UInt64]] = [:]
    for series in try store.points(runs: [run], names: [], after: .step(0), maxPoints: nil).series
    where series.name != "samples_per_second" {
      all["\(series.name) \(series.layer ?? "")"] = Dictionary(
        zip(series.steps, series.values.map(\.bitPattern))
      ) { first, _ in first }
    }
    return all
  }

  func weights(_ run: Int64) throws -> [String: [UInt32]] {
    let file = try #require(checkpoints.folder(of: run).newestWeights())
    #expect(file.holdsOnlyWeights)
    return try Dictionary(
      file.tensors.map { ($0.name, try file.values(of: $0.name).map(\.bitPattern)) }
    ) { first, _ in first }
  }

  /// Lets a queue of its own train everything that waits, until a job has ended.
  func resumed(_ job: Job) throws -> Job {
    let queue = queue()
    queue.start()
    defer { queue.stop() }
    return try ended(job.id)
  }

  func undisturbed(_ config: JobConfig) throws -> Job {
    try resumed(store.insert(config.newJob(datasets: datasets)))
  }

  /// Waits for something that a queue does.
  func wait(for what: String, seconds: Double = 120, until isSo: () throws -> Bool) throws {
    guard try eventually(within: seconds, isSo) else { throw Timeout(what: what) }
  }

  struct Timeout: Error {
    let what: String
  }
}
