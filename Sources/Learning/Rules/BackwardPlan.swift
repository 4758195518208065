import Compute

/// A backward pass, ready to run.
package struct BackwardPlan {
  /// What all groups build upon; runs first.
  package let preparation: [any Operation]
  /// Sequences that share no result: they may run in any order or at the same time.
  package let groups: [OperationSequence]

  package init(preparation: [any Operation] = [], groups: [OperationSequence]) {
    self.preparation = preparation
    self.groups = groups
  }

  package func run() throws {
    for operation in preparation { try operation.run() }
    for group in groups { try group.run() }
  }
}
