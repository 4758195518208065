import Compute

/// What is written to disk of a learner.
extension Learner {
  package var device: Device { network.device }

  /// The weights, by their exchange names: parameters, running statistics and feedback matrices.
  package var tensors: [NamedTensor] { network.tensors + feedback.tensors }

  /// All that a continued run needs beside its config, its seed and the counters ``step`` and ``epoch``: the weights
  /// and what the optimizers remember. Random streams are functions of the seed and the counters.
  package var state: [NamedTensor] { tensors + optimizer.state + feedbackOptimizer.state }

  /// Numbers of the state that are not tensors, by name.
  package var scalars: [String: Double] {
    get {
      Dictionary(uniqueKeysWithValues: firstDistances.map { ("first_distance/\($0.key)", $0.value) })
    }
    set {
      firstDistances = [:]
      for (name, value) in newValue where name.hasPrefix("first_distance/") {
        firstDistances[String(name.dropFirst("first_distance/".count))] = value
      }
    }
  }
}
