import Compute

/// One block of a network: a parameter layer and what follows it, in that order.
package struct BlockSpec: Sendable, Equatable {
  /// The layer that holds the weights, the first of its block.
  package enum Layer: Sendable, Equatable {
    /// On anything; a picture is read as C·H·W numbers.
    case linear(outputs: Int)
    /// On a picture.
    case convolution(outputs: Int, Window)
  }

  /// What may follow.
  package enum Stage: Sendable, Equatable {
    /// Over N, or over N, H and W of each channel. At most one in a block.
    case batchNorm
    case activation(Activation.Function)
    case pooling(Pooling.Kind, Window)
    /// With the probability of a number to be dropped.
    case dropout(Double)

    /// Whether the stage only chooses among or averages what is there: the feedback point `post_activation` is in
    /// front of such stages at a block's end.
    var isSelection: Bool {
      switch self {
      case .batchNorm, .activation: false
      case .pooling, .dropout: true
      }
    }
  }

  /// As people name it: `fc1`, `conv2`.
  package var name: String
  package var layer: Layer
  package var stages: [Stage]

  package init(name: String, layer: Layer, stages: [Stage] = []) {
    self.name = name
    self.layer = layer
    self.stages = stages
  }

  package var isConvolution: Bool { if case .convolution = layer { true } else { false } }

  package var hasNorm: Bool { stages.contains(.batchNorm) }

  /// How many stages lie in front of the feedback point.
  package func stagesBefore(_ point: FeedbackConfig.Injection) -> Int {
    switch point {
    case .block_output: stages.count
    case .post_activation: stages.lastIndex { !$0.isSelection }.map { $0 + 1 } ?? 0
    }
  }
}
