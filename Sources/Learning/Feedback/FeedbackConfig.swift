import Formats

/// How the feedback matrices begin and learn, and what is sent through them.
package struct FeedbackConfig: Sendable, Equatable {
  /// Which of a block's tensors the signal is injected into.
  package enum Injection: String, Sendable, ConfigChoice {
    /// Behind the block's last stage that is not pooling or dropout: as a rule, right behind the activation. All
    /// places of a picture receive a signal, not only those that pooling chose.
    case post_activation
    /// What the next block reads: the signal goes back through the pooling's choice and the dropout's mask.
    case block_output

    package var summary: String {
      switch self {
      case .post_activation:
        "behind the activation and before pooling: every place of a picture gets a signal"
      case .block_output: "behind pooling and dropout: the signal goes back through what these chose"
      }
    }
  }

  /// What the hidden blocks receive of the output error.
  package enum ErrorScale: String, Sendable, ConfigChoice {
    /// δ_k = (p − y)/N, as in the paper's code.
    case batch_mean
    /// p − y, as in Frenkel's; the output layer keeps the 1/N.
    case batch_sum

    package var summary: String {
      switch self {
      case .batch_mean: "the error over the batch size, as the output layer has it and the paper's code"
      case .batch_sum: "the error itself, as in Frenkel et al.; the output layer keeps the 1/N"
      }
    }
  }

  package var optimizer: OptimizerConfig
  package var schedule: ScheduleConfig
  package var initializer: Initializer
  package var injection: Injection
  package var errorScale: ErrorScale
  /// Entries of a direct matrix that are not zero, for each unit: 1 to the number of classes; nil for all.
  package var nonzeros: Int?
  /// Names of the blocks whose signal comes through feedback; the other hidden blocks receive what is
  /// backpropagated from the block above them. nil for all hidden blocks.
  package var points: [String]?

  package init(
    optimizer: OptimizerConfig = OptimizerConfig(learningRate: 1e-4), schedule: ScheduleConfig = .constant,
    initializer: Initializer = .standard, injection: Injection = .post_activation,
    errorScale: ErrorScale = .batch_mean, nonzeros: Int? = nil, points: [String]? = nil
  ) {
    self.optimizer = optimizer
    self.schedule = schedule
    self.initializer = initializer
    self.injection = injection
    self.errorScale = errorScale
    self.nonzeros = nonzeros
    self.points = points
  }
}
