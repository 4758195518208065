import Concurrency
import Tracking

/// A run that somebody has been given to train, with all that they have to know of it beforehand.
package struct RunLease: Sendable {
  /// As it was when it was claimed; its owner is whoever trains it now.
  package var run: Run
  /// The config of the run's job, read once for everybody who needs it. A failure is for the run to end with, so that
  /// whoever asked for it hears of it: the config was stored where there was another dataset, perhaps.
  package var config: Result<JobConfig, any Error>
  /// Cores that it may use; how many it was begun with matters more, see ``RunHost/begin(threads:)``.
  package var threads: Int
  /// Which these are; nil for any.
  package var cores: ThreadCores?
  /// What it goes on from, if it was interrupted and has a checkpoint. The points behind it have been deleted.
  package var checkpoint: CheckpointFolder.Found?

  package init(
    run: Run, config: Result<JobConfig, any Error>, threads: Int, cores: ThreadCores? = nil,
    checkpoint: CheckpointFolder.Found? = nil
  ) {
    self.run = run
    self.config = config
    self.threads = threads
    self.cores = cores
    self.checkpoint = checkpoint
  }
}

/// How a run came to its end, and why.
package struct RunEnd: Sendable, Equatable {
  package var status: Status
  /// For the user; nil while there is nothing to be said.
  package var message: String?
  /// The iteration whose loss was not finite, if that is why.
  package var divergedStep: Int?

  package init(status: Status, message: String? = nil, divergedStep: Int? = nil) {
    self.status = status
    self.message = message
    self.divergedStep = divergedStep
  }
}

/// What a run's driver tells whoever watches.
package enum RunEvent {
  /// What was done to the initial weights' names, for example: a sentence for the user.
  case note(String)
  /// What did not go as it was meant to, and is gone on from all the same: a sentence for the user.
  case warning(String)
  /// The dataset and the network are there, and the first iteration of this attempt comes next.
  case begins
  /// An iteration or an epoch is over.
  case progress(Trainer.Event)
  /// All iterations are over, and here is what has been learned.
  case trained(Trainer)
  /// The run has come to its end, which is about to be stored.
  case ends(RunEnd)
}
