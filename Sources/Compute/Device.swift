import COneDNN

/// The processor as one run sees it: a oneDNN engine, a stream, and a number of threads.
///
/// A device and everything made on it belong to the thread that trains: oneDNN's OpenMP team hangs on the calling
/// thread, and so does its size. Primitives made twice with the same shapes share their generated code through
/// oneDNN's process-wide cache, so a second run of the same network starts at once.
package final class Device {
  /// Cores that a primitive may use, at least 1.
  package let threads: Int
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  /// nil where there is nobody to wait for, or where how they wait is not ours to change.
  private let waiting: WaitingMonitor?
  /// Of a device that only counts what would be made on it; nil on one that computes.
  package let plan: MemoryPlan?

  /// - Parameter threads: 1 to 1024.
  /// - Throws: ``ComputeError`` when oneDNN has no engine for this processor.
  package convenience init(threads: Int) throws { try self.init(threads: threads, plan: nil) }

  /// A device on which everything can be made and nothing can be run: its tensors have no memory, and `plan` is told what
  /// they would take. It leaves the calling thread's team as it is.
  ///
  /// - Parameters: as in ``init(threads:)``.
  /// - Throws: as ``init(threads:)``.
  package convenience init(planning plan: MemoryPlan, threads: Int) throws {
    try self.init(threads: threads, plan: plan)
  }

  private init(threads: Int, plan: MemoryPlan?) throws {
    precondition((1...1024).contains(threads), "threads must be in 1...1024, got \(threads)")
    self.threads = threads
    self.plan = plan
    var engine: dnnl_engine_t?
    try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "a CPU engine")
    var stream: dnnl_stream_t?
    try check(
      dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "a stream")
    self.engine = engine!
    self.stream = stream!
    guard plan == nil else {
      waiting = nil
      return
    }
    // The calling thread is the one that computes: the size of its OpenMP team hangs on it.
    omp_set_num_threads(Int32(threads))
    waiting = threads > 1 && ThreadTeam.isAdaptive ? WaitingMonitor(threads: threads) : nil
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }

  /// Adapts how the team's threads wait for each other to what else the machine has to do. To be called by the thread
  /// that trains, after every batch.
  ///
  /// - Complexity: some 30 ns, and twice a second 10 microseconds more.
  package func finishBatch() { waiting?.lookIfDue() }

  /// Version of the oneDNN library in use, for example `2.6.0`.
  package static var libraryVersion: String {
    let version = dnnl_version().pointee
    return "\(version.major).\(version.minor).\(version.patch)"
  }
}
