/// How the feedback matrices begin and learn.
package struct FeedbackConfig: Sendable, Equatable {
  /// Which of a block's tensors the signal is injected into.
  package enum Injection: String, Sendable, CaseIterable {
    /// Right behind the activation.
    case post_activation
    /// What the next block reads. The same tensor where a block has neither pooling nor dropout.
    case block_output
  }

  /// What the hidden blocks receive of the output error.
  package enum ErrorScale: String, Sendable, CaseIterable {
    /// δ_k = (p − y)/N, as in the paper's code.
    case batch_mean
    /// p − y, as in Frenkel's; the output layer keeps the 1/N.
    case batch_sum
  }

  package var optimizer: OptimizerConfig
  package var schedule: ScheduleConfig
  package var initializer: Initializer
  package var injection: Injection
  package var errorScale: ErrorScale

  package init(
    optimizer: OptimizerConfig = OptimizerConfig(learningRate: 1e-4), schedule: ScheduleConfig = .constant,
    initializer: Initializer = .kaiming_uniform, injection: Injection = .post_activation,
    errorScale: ErrorScale = .batch_mean
  ) {
    self.optimizer = optimizer
    self.schedule = schedule
    self.initializer = initializer
    self.injection = injection
    self.errorScale = errorScale
  }
}
