/// Where the runs of a job may be trained.
package enum Place: String, Sendable, CaseIterable {
  /// By whoever comes first: the server's own process, a worker on another machine, a cluster.
  case any
  /// By the process that holds the data directory.
  case here
  /// On a Slurm cluster.
  case slurm
}
