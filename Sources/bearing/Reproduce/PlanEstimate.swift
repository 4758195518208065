import Formats
import Foundation
import Reproduction
import Tracking
import Training
import WorkbenchAPI

/// What a plan takes that is still to be trained, by rates that were measured.
struct PlanEstimate {
  /// Of one part.
  struct Part {
    let runs: Int
    /// Of all its runs.
    let iterations: Int
    let samples: Int
    /// Samples per second of one run, beside as many others as the queue trains; nil where it is unknown.
    let rate: Double?

    /// Of a part that has all its runs.
    static let none = Part(runs: 0, iterations: 0, samples: 0, rate: nil)

    /// Of one core group for all its runs.
    var seconds: Double? { rate.map { Double(samples) / $0 } }
  }

  let parts: [Part]
  /// Cores of a run, and runs side by side; nil of a server elsewhere.
  let share: (threads: Int, sideBySide: Int)?
  /// Where the rates are from.
  let basis: String?
  /// Of the whole; nil where a rate is unknown.
  let seconds: Double?

  /// - Parameter remaining: of each part, the seeds that are to be trained; all of them to plan a study anew.
  init(_ plan: StudyPlan, remaining: [Int], at workplace: Workplace, datasets: DatasetLibrary) throws {
    if let own = workplace.own {
      try self.init(plan, remaining, own, datasets)
    } else {
      try self.init(plan, remaining, workplace.client)
    }
  }

  private init(_ plan: StudyPlan, _ remaining: [Int], _ own: ServerStack, _ datasets: DatasetLibrary) throws {
    let wanted = try zip(plan.parts, remaining).compactMap { part, count -> NewJob? in
      guard count > 0 else { return nil }
      var job = try part.config.plannedJob(datasets: datasets)
      job.seeds = Array(job.seeds.prefix(count))
      return job
    }
    let estimate = try own.queue.estimate(
      wanted, isThorough: true, earlier: own.directory.store.knownSpeed)
    var kinds = zip(wanted, estimate.kinds).makeIterator()
    parts = remaining.map { count in
      guard count > 0, let (job, kind) = kinds.next() else { return Part.none }
      return Part(
        runs: count, iterations: count * job.steps, samples: count * kind.samples,
        rate: kind.samplesPerSecond)
    }
    share = estimate.share
    basis = estimate.basis
    seconds = estimate.seconds
  }

  private init(_ plan: StudyPlan, _ remaining: [Int], _ client: ServerClient) throws {
    var parts: [Part] = []
    var (seconds, basis): (Double?, String?) = (0, nil)
    for (part, count) in zip(plan.parts, remaining) {
      guard count > 0 else {
        parts.append(.none)
        continue
      }
      let answer = try client.post("/api/v1/jobs/estimate", part.request(seeds: part.seeds[0], count: count))
      parts.append(
        Part(
          runs: count, iterations: answer["iterations"]?.integer ?? 0,
          samples: answer["samples"]?.integer ?? 0,
          rate: answer["samples_per_second"]?.double))
      let own = answer["seconds"]?.double
      seconds = if let seconds, let own { seconds + own } else { nil }
      basis = answer["basis"]?.string ?? basis
    }
    self.parts = parts
    self.seconds = seconds
    self.basis = basis
    share = nil
  }
}
