import Foundation
import Learning
import Tracking

/// What jobs would take, before they are queued.
package struct JobEstimate: Sendable {
  package var jobs = 0
  package var runs = 0
  /// Of all runs.
  package var iterations = 0
  /// Of all runs: each as often as it is trained on.
  package var samples = 0
  /// Of training, with the runs side by side that the queue trains so; evaluation not counted. nil where a rate is unknown.
  package var seconds: Double?
  /// Over all runs; nil where a rate is unknown.
  package var samplesPerSecond: Double?
  /// Where the rates are from; nil where one is unknown.
  package var basis: String?
  /// What the largest run needs at its peak.
  package var memoryBytes = 0
  /// Of a run of each job: the samples that it is trained on, and how many a second with the cores that it would get; nil
  /// where that is unknown.
  package var kinds: [(samples: Int, samplesPerSecond: Double?)] = []
  /// Runs side by side, and cores of each.
  package var share = (threads: 1, sideBySide: 1)
}

/// How fast runs were trained before.
package struct KnownSpeed: Sendable, Equatable {
  package var samplesPerSecond: Double
  /// How many runs say so.
  package var runs: Int

  package init(samplesPerSecond: Double, runs: Int) {
    self.samplesPerSecond = samplesPerSecond
    self.runs = runs
  }
}

extension JobQueue {
  /// - Parameters:
  ///   - jobs: valid ones.
  ///   - isThorough: whether every kind of run is tried, however many there are and whatever memory they need, and one whose
  ///     dataset is not here by the size that the set is published in: for who waits for nothing else.
  ///   - earlier: what runs like those of a job came to with so many threads; nil for none.
  /// - Throws: ``ConfigError`` for a dataset that has gone meanwhile, and what `earlier` throws.
  /// - Complexity: where no earlier run tells, a second for each kind of run that is met for the first time, of at most
  ///   ``SpeedTrial/mostPerEstimate``.
  package func estimate(
    _ jobs: [NewJob], isThorough: Bool = false, earlier: (NewJob, _ threads: Int) throws -> KnownSpeed?
  ) throws -> JobEstimate {
    var estimate = JobEstimate()
    var (total, longest) = (0.0, 0.0)
    let share = cores.shares(of: jobs.reduce(0) { $0 + $1.seeds.count })
    estimate.share = share
    var (earlierRuns, trials, unknown) = ([String: Int](), Set<String>(), 0)
    for job in jobs {
      let config = try JobConfig(parsing: Data(job.config.utf8), datasets: datasets)
      let set = try isThorough ? config.plannedSet(in: datasets) : config.trainingSet(in: datasets)
      let threads = min(share.threads, config.threads ?? share.threads)
      let need = try MemoryNeed.of(config, set, threads: threads).bytes
      let samples = config.samples(of: set.samples)
      let trial = SpeedTrial(config, set, threads: threads, need: need)
      estimate.jobs += 1
      estimate.runs += job.seeds.count
      estimate.iterations += job.seeds.count * job.steps
      estimate.samples += job.seeds.count * samples
      estimate.memoryBytes = max(estimate.memoryBytes, need)
      let rate: Double
      if let known = try earlier(job, threads), known.samplesPerSecond > 0 {
        earlierRuns[trial.key] = known.runs
        rate = known.samplesPerSecond
      } else if isThorough || trials.contains(trial.key) || trials.count < SpeedTrial.mostPerEstimate,
        let measured = trial.samplesPerSecond(mostBytes: isThorough ? .max : SpeedTrial.mostBytes)
      {
        trials.insert(trial.key)
        rate = measured
      } else {
        unknown += 1
        estimate.kinds.append((samples, nil))
        continue
      }
      estimate.kinds.append((samples, rate))
      longest = max(longest, Double(samples) / rate)
      total += Double(job.seeds.count * samples) / rate
    }
    guard unknown == 0, total > 0 else { return estimate }
    estimate.seconds = max(longest, total / Double(share.sideBySide))
    estimate.samplesPerSecond = Double(estimate.samples) / total
    let known = earlierRuns.values.reduce(0, +)
    let parts = [
      known == 0 ? nil : "\(known) earlier run\(known == 1 ? "" : "s")",
      trials.isEmpty ? nil : "a short measurement made now",
    ]
    estimate.basis = parts.compactMap { $0 }.joined(separator: " and ")
    return estimate
  }
}

extension JobConfig {
  /// - Parameter count: training samples of the dataset.
  /// - Returns: samples that a run is trained on, each as often as it comes.
  func samples(of count: Int) -> Int {
    let (steps, perEpoch) = (steps(samples: count), stepsPerEpoch(samples: count))
    guard perEpoch > 0 else { return 0 }
    let epoch = dropLast ? perEpoch * learner.batchSize : count
    return steps / perEpoch * epoch + steps % perEpoch * min(learner.batchSize, count)
  }
}
