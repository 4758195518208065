import Compute

/// What is written to disk of a learner.
extension Learner {
  package var device: Device { network.device }

  /// The weights, by their exchange names: parameters, running statistics and feedback matrices.
  package var tensors: [NamedTensor] { network.tensors + rule.feedback.tensors }

  /// All that a continued run needs beside its config, its seed and the counters ``step`` and ``epoch``: the weights
  /// and what the optimizers remember. Random streams are functions of the seed and the counters.
  package var state: [NamedTensor] { tensors + optimizers.flatMap(\.state) }

  /// Numbers of the state that are not tensors, by name.
  package var scalars: [String: Double] {
    get { rule.feedback.scalars }
    set { rule.feedback.scalars = newValue }
  }
}
