import Glibc

/// What a point writer has done since it was made.
package struct WriterWork: Equatable, Sendable {
  /// Points that were committed.
  package var points = 0
  /// Seconds that commits have kept a core busy, in the kernel too; waiting for the disk does not count.
  package var processorSeconds = 0.0

  /// Processor time of this thread, in seconds.
  static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
