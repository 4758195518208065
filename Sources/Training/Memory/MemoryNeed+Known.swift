import Learning
import Synchronization

extension MemoryNeed {
  /// Needs that were counted before, by what they depend on: a sweep asks a thousand times for a few networks, and a queue
  /// that waits for memory asks every second for the same.
  private static let known = Mutex<[String: MemoryNeed]>([:])
  /// More than that are forgotten, all at once.
  private static let mostKnown = 64

  /// The same as the initialiser gives, from memory where it was counted before.
  ///
  /// - Throws: as the initialiser.
  static func of(_ config: JobConfig, _ set: TrainingSet, threads: Int) throws -> MemoryNeed {
    let key = "\(set) \(threads) \(config.memoryKey)"
    if let need = known.withLock({ $0[key] }) { return need }
    let need = try MemoryNeed(config, set, threads: threads)
    known.withLock { known in
      if known.count >= mostKnown { known = [:] }
      known[key] = need
    }
    return need
  }
}

extension JobConfig {
  /// All that decides what a run needs: everything about how it learns but the numbers that no tensor's size depends on.
  fileprivate var memoryKey: String {
    var learner = learner
    learner.schedule = .constant
    learner.feedback.schedule = .constant
    for path in [\LearnerConfig.optimizer, \LearnerConfig.feedback.optimizer] {
      learner[keyPath: path].learningRate = 0
      learner[keyPath: path].weightDecay = 0
    }
    return "\(network) \(preprocessing) \(dropLast) \(learner)"
  }
}
