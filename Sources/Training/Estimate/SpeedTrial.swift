import Concurrency
import Datasets
import Learning
import Synchronization
import Tracking

/// A few steps of training on random pictures, to see how fast runs of a config are.
struct SpeedTrial: Sendable {
  /// Kinds of runs that one estimate tries at most.
  static let mostPerEstimate = 4
  /// Seconds of steps that count; the first does not, since code is generated for it.
  private static let seconds = 0.5
  /// A run that needs more is not tried beside those that are trained.
  static let mostBytes = 1 << 30
  /// Rates by what they depend on. One trial goes on at a time.
  private static let known = Mutex<[String: Double]>([:])
  /// More than that are forgotten, all at once.
  private static let mostKnown = 64

  private let config: JobConfig
  private let set: TrainingSet
  private let threads: Int
  private let need: Int

  /// All that the rate depends on.
  var key: String { "\(set) \(threads) \(config.memoryKey)" }

  /// - Parameter need: bytes of memory that such a run needs.
  init(_ config: JobConfig, _ set: TrainingSet, threads: Int, need: Int) {
    self.config = config
    self.set = set
    self.threads = threads
    self.need = need
  }

  /// What was measured before, or is now, at low priority; nil where it cannot be.
  ///
  /// - Parameter mostBytes: of memory; a run that needs more is not tried.
  func samplesPerSecond(mostBytes: Int = SpeedTrial.mostBytes) -> Double? {
    guard need <= mostBytes else { return nil }
    return Self.known.withLock { known in
      if let rate = known[key] { return rate }
      guard let rate = try? DetachedWork.result(unless: { false }, of: measured) else { return nil }
      if known.count >= Self.mostKnown { known = [:] }
      known[key] = rate
      return rate
    }
  }

  @Sendable private func measured() throws -> Double {
    let size = config.learner.batchSize
    let trainer = try Trainer(config, dataset: pictures(2 * size), seed: 1, threads: threads)
    defer { trainer.stop() }
    _ = try trainer.trainOneBatch()
    let clock = ContinuousClock()
    let start = clock.now
    var steps = 0
    repeat {
      _ = try trainer.trainOneBatch()
      steps += 1
    } while clock.now - start < .seconds(Self.seconds)
    return Double(steps * size) / ((clock.now - start) / .seconds(1))
  }

  /// Random pictures of the set's shape: whole batches, so that each step is a full one.
  private func pictures(_ count: Int) -> Dataset {
    var generator = SystemRandomNumberGenerator()
    func split(_ count: Int) -> DatasetSplit {
      DatasetSplit(
        shape: set.shape,
        images: (0..<count * set.shape.count).map { _ in UInt8.random(in: 0...255, using: &generator) },
        labels: (0..<count).map { UInt8($0 % set.classes) })
    }
    return Dataset(
      name: config.dataset, classes: set.classes, wholeClasses: set.wholeClasses, train: split(count),
      test: split(1))
  }
}
