import Compute

/// Parameters that move together: by one optimizer, with one schedule.
package struct ParameterGroup {
  /// The forward weights' group.
  package static let forward = "forward"
  /// The group of what a rule's feedback learns, where it has one.
  package static let feedback = "feedback"

  package let name: String
  package let parameters: [Parameter]
  package let optimizer: OptimizerConfig
  package let schedule: ScheduleConfig
  /// Steps from one update to the next: it moves in step 1, 1 + every, and so on.
  package let every: Int

  /// - Precondition: `every` is at least 1, and no other group of a run has this name.
  package init(
    name: String, parameters: [Parameter], optimizer: OptimizerConfig, schedule: ScheduleConfig = .constant,
    every: Int = 1
  ) {
    precondition(every >= 1, "a group of parameters needs 1 or more steps between updates, got \(every)")
    self.name = name
    self.parameters = parameters
    self.optimizer = optimizer
    self.schedule = schedule
    self.every = every
  }

  /// - Parameter step: number of the step, from 1.
  package func isDue(in step: Int) -> Bool { (step - 1) % every == 0 }

  /// - Parameter epoch: epochs finished, 0 during the first.
  package func learningRate(epoch: Int) -> Double { schedule.rate(optimizer.learningRate, epoch: epoch) }
}

extension Measure {
  /// The learning rate of a group: `learning_rate` of the forward weights, `feedback_learning_rate` of `feedback`.
  package static func learningRate(of group: String) -> Measure {
    let isForward = group == ParameterGroup.forward
    return Measure(
      isForward ? "learning_rate" : "\(group)_learning_rate",
      title: isForward ? "Learning rate" : "Learning rate of \(group)",
      summary: "length of a step of the \(group) parameters during the epoch", cadence: .epoch,
      bounds: 0 ... .infinity, drawing: Drawing(mayLog: true))
  }
}
