import Formats
import Foundation
import Learning
import Reproduction
import Store
import Tracking
import Training

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
    let jobs = try plan.parts.map { try $0.config.plannedJob(datasets: datasets) }
    let wanted = zip(jobs, remaining).compactMap { job, count -> NewJob? in
      var job = job
      job.seeds = Array(job.seeds.prefix(count))
      return count > 0 ? job : nil
    }
    let store = own.directory.store
    let estimate = try own.queue.estimate(wanted, isThorough: true) { job, threads in
      try store.speed(
        like: job.config, dataset: job.dataset, method: job.method, threads: threads,
        metric: MeasureCatalogue.speedName
      ).map { KnownSpeed(samplesPerSecond: $0.value, runs: $0.runs) }
    }
    var rates = estimate.rates[...]
    let samples = try plan.parts.map { try $0.config.plannedSamples(datasets: datasets) }
    parts = zip(zip(jobs, samples), remaining).map { job, count in
      Part(
        runs: count, iterations: count * job.0.steps, samples: count * job.1,
        rate: count > 0 ? rates.popFirst() ?? nil : nil)
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
        parts.append(Part(runs: 0, iterations: 0, samples: 0, rate: nil))
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
