import Tracking

/// What a database has of one part of a plan: a run for each seed, or none yet.
package struct PartRuns: Sendable, Equatable {
  /// A run that trains, trained or will train just what the part asks for with one of its seeds.
  package struct Known: Sendable, Equatable {
    package let id: Int64
    package let job: Int64
    package let seed: UInt64
    package let status: Status
    /// Whether its loss stopped being a number.
    package let hasDiverged: Bool

    package init(id: Int64, job: Int64, seed: UInt64, status: Status, hasDiverged: Bool = false) {
      self.id = id
      self.job = job
      self.seed = seed
      self.status = status
      self.hasDiverged = hasDiverged
    }

    /// Whether it stands for its seed. A run that diverged does: with the same seed it would again. One that was cancelled,
    /// or failed for a full disk, is trained anew.
    var counts: Bool { status != .cancelled && (status != .failed || hasDiverged) }

    /// How much it is worth beside another one of the same seed.
    fileprivate var rank: Int {
      switch status {
      case .succeeded: 4
      case .running: 3
      case .interrupted, .queued: 2
      case .failed: 1
      case .cancelled: 0
      }
    }
  }

  /// One for each seed that has any, in the order of the seeds: the one that is furthest, the oldest of equals.
  package let known: [Known]
  /// Seeds that have none, in their order.
  package let missing: [UInt64]

  /// - Parameters:
  ///   - seeds: of the part.
  ///   - found: runs with the part's config and any seeds.
  package init(seeds: [UInt64], found: [Known]) {
    var best: [UInt64: Known] = [:]
    for run in found.sorted(by: { $0.id < $1.id }) where run.counts {
      if run.rank > (best[run.seed]?.rank ?? -1) { best[run.seed] = run }
    }
    known = seeds.compactMap { best[$0] }
    missing = seeds.filter { best[$0] == nil }
  }

  package var succeeded: [Known] { known.filter { $0.status == .succeeded } }
  package var isDone: Bool { missing.isEmpty && known.allSatisfy { $0.status.isFinal } }

  /// The missing seeds in rows without gaps: a job has a first seed and a number of trials.
  package var gaps: [(first: UInt64, count: Int)] {
    missing.reduce(into: []) { gaps, seed in
      if let last = gaps.last, last.first + UInt64(last.count) == seed {
        gaps[gaps.count - 1].count += 1
      } else {
        gaps.append((seed, 1))
      }
    }
  }
}
