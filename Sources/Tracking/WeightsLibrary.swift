/// The learned weights of runs, as files that can be taken out of one data directory and into another.
package protocol WeightsLibrary: Sendable {
  /// A path that nothing has yet, on the disk that has room for such files; the folder is there. What a process that
  /// died leaves there is cleared at the next start.
  ///
  /// - Throws: when the folder cannot be made.
  func scratchPath() throws -> String

  /// Gives a file with a run's newest weights, and nothing but weights, to `body`. It may be gone afterwards: what
  /// `body` opens stays readable.
  ///
  /// - Returns: what `body` returns, or nil when there are no weights yet.
  func withWeights<Value>(of run: Int64, _ body: (_ path: String) throws -> Value) throws -> Value?

  /// Puts a file of weights in the place of a run's weights, checked and on disk. Nothing else of that run is kept.
  ///
  /// - Parameter fill: gives the file's bytes to its argument, piece by piece.
  /// - Throws: also for a file that is no weights file of ours, or what `fill` throws. Nothing is left then.
  func takeIn(
    weightsOf run: Int64, _ fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws

  /// Removes all that is kept of a run.
  func remove(weightsOf run: Int64)
}
