/// What belonged to deleted jobs, for the one who removes it. Every call is one transaction.
package protocol JobCleaning: Sendable {
  /// A deleted job that still has rows and no run under way, and its runs; nil when there is none.
  func deletedJob() throws -> (job: Int64, runs: [Int64])?

  /// Removes a part of the rows of a deleted job, so few that nobody else waits for long.
  ///
  /// - Returns: whether any are left.
  func removeSome(of job: Int64) throws -> Bool

  /// Gives a part of the space that is not needed any more back to the file system.
  ///
  /// - Returns: whether there is more to give back.
  func giveBackSome() throws -> Bool
}
