import Foundation
import Store
import Testing
import Tracking
import Training

@testable import Archives

/// Imports whose process dies: what is on disk at that moment is copied, and started from.
@Suite struct UnfinishedImportTests {
  /// What the next start finds, as `bearing serve` goes about it.
  private func start(after target: ArchiveFixture) throws -> ArchiveFixture {
    let next = try ArchiveFixture(copying: target)
    try next.store.interruptRuns(of: .local)
    try next.checkpoints.clear { try next.store.run($0)?.status }
    return next
  }

  @Test func `what it has placed belongs to nobody, whoever comes next`() throws {
    let archive = try JobArchive(path: ArchiveFixture(losses: 10).archive())
    let target = try ArchiveFixture(losses: nil)
    var taken: [Int64] = []
    // As `importJob(into:weights:)` does it, up to the moment before the points are committed.
    var found: ArchiveFixture?
    #expect(throws: CancellationError.self) {
      _ = try target.store.importJob(archive.job) { stored in
        taken = stored.runs.map(\.id)
        for run in taken { try target.saveWeights(of: run) }
        found = try start(after: target)
        throw CancellationError()
      } _: { _ in
      }
    }
    let next = try #require(found)
    #expect(taken.count == 2)
    #expect(try next.store.jobs(limit: 10).items.isEmpty)
    // The numbers were taken before anything was placed under them, so nobody gets them again.
    let new = try next.insert(name: "the next one", trials: 2).runs.map(\.id)
    #expect(Set(new).isDisjoint(with: taken))
    for run in taken + new {
      #expect(try next.checkpoints.withWeights(of: run) { _ in true } == nil, "run \(run)")
    }
    #expect(try next.store.deletedJob()?.runs.sorted() == taken.sorted())
    // Where the process lived, nothing of it is left.
    #expect(try target.store.deletedJob() == nil && target.store.jobs(limit: 10).items.isEmpty)
  }

  @Test func `folders of runs that this database does not have go at the start`() throws {
    let target = try ArchiveFixture(losses: nil)
    let run = try target.insert(name: "the only one", trials: 1).runs[0].id
    for number in [run, run + 1, 4711] { try target.saveWeights(of: number) }
    let next = try start(after: target)
    #expect(try next.checkpoints.withWeights(of: run) { _ in true } == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: next.checkpoints.path) == ["run-\(run)"])
  }
}
