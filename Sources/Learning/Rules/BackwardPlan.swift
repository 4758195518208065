import Compute

/// A backward pass, ready to run.
package struct BackwardPlan {
  /// What all groups build upon; runs first.
  package let preparation: [any Operation]
  /// Parts that share no result: they may run in any order.
  package let groups: [Group]

  /// One feedback point and all that follows from it.
  package struct Group {
    /// The products of the feedback matrix; nil where the signal comes by backpropagation.
    let feedback: (any Operation)?
    /// From the signal to the gradients of the parameters.
    let local: any Operation

    init(feedback: (any Operation)? = nil, local: any Operation) {
      self.feedback = feedback
      self.local = local
    }

    /// - Parameter clock: told where the time goes.
    package func run(timing clock: PhaseClock? = nil) throws {
      if let feedback {
        try feedback.run()
        clock?.lap(.feedback)
      }
      try local.run()
      clock?.lap(.backward)
    }
  }

  init(preparation: [any Operation] = [], groups: [Group]) {
    self.preparation = preparation
    self.groups = groups
  }

  package var floatingPointOperations: Int {
    groups.reduce(0) {
      $0 + ($1.feedback?.floatingPointOperations ?? 0) + $1.local.floatingPointOperations
    }
  }

  /// - Parameter clock: told where the time goes.
  package func run(timing clock: PhaseClock? = nil) throws {
    for operation in preparation { try operation.run() }
    clock?.lap(.feedback)
    for group in groups { try group.run(timing: clock) }
  }
}
