/// Who trains a run. A run that is under way is leased to its owner: nobody else claims it, resumes it, ends it or takes it
/// for dead.
///
/// A lease ends with the run, with its owner's process (``local``), or at a time (a worker's). Runs that are trained
/// ``outside`` are owned for good, whatever their status.
package struct RunOwner: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// What the column `runs.owner` says.
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// Whoever holds the data directory, of which there is one at a time: a server's queue, or `bearing run`. Its lease has no
  /// time, because the lock on the directory goes with the process: who gets that lock next knows that it is dead.
  package static let local = RunOwner(rawValue: "local")

  /// Somebody who trains elsewhere by means of their own and reports over HTTP. Nobody here can tell for certain that they
  /// are dead, and nothing here can go on where they stopped.
  package static let outside = RunOwner(rawValue: "outside")

  /// A process elsewhere that trains for this data directory, with a lease that it has to renew.
  ///
  /// - Parameter name: unlike that of every other worker.
  package static func worker(_ name: String) -> RunOwner { RunOwner(rawValue: "worker:\(name)") }

  package var description: String { rawValue }
}
