import Compute

/// What a rule does in a training step with batches of one size, ready to run.
///
/// The order of a step: ``beforeForward``; the forward pass; the loss, which writes δ_k; ``preparation`` and
/// ``groups``, the backward pass; then each ``ParameterGroup`` that is due moves along its gradients. Everything up to
/// the last of these reads the parameters as they were before the step.
package struct StepPlan {
  /// What needs neither the batch nor its labels.
  package let beforeForward: [any Operation]
  /// What all groups build upon; the first of the backward pass.
  package let preparation: [any Operation]
  /// Parts of the backward pass that share no result: they may run in any order.
  package let groups: [Group]

  /// One feedback point and all that follows from it.
  package struct Group {
    /// What brings the signal to the point: the products of a feedback matrix, as a rule; nil where it comes by
    /// backpropagation.
    let feedback: (any Operation)?
    /// From the signal to the gradients of the parameters.
    let local: any Operation

    package init(feedback: (any Operation)? = nil, local: any Operation) {
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

  package init(
    beforeForward: [any Operation] = [], preparation: [any Operation] = [], groups: [Group]
  ) {
    self.beforeForward = beforeForward
    self.preparation = preparation
    self.groups = groups
  }

  /// The same with something in front of the forward pass.
  package func preceded(by operations: [any Operation]) -> StepPlan {
    StepPlan(beforeForward: operations + beforeForward, preparation: preparation, groups: groups)
  }

  package var products: [Product] {
    (beforeForward + preparation).flatMap(\.products)
      + groups.flatMap { ($0.feedback?.products ?? []) + $0.local.products }
  }

  /// - Parameter clock: told where the time goes.
  package func runBeforeForward(timing clock: PhaseClock? = nil) throws {
    guard !beforeForward.isEmpty else { return }
    for operation in beforeForward { try operation.run() }
    clock?.lap(.feedback)
  }

  /// - Parameter clock: told where the time goes.
  package func runBackward(timing clock: PhaseClock? = nil) throws {
    for operation in preparation { try operation.run() }
    clock?.lap(.feedback)
    for group in groups { try group.run(timing: clock) }
  }
}
