/// Samples ready for a network. A view of one of a stream's buffers: good until the closure it was given to ends,
/// and therefore not copyable; neither may its pointers be kept.
package struct Batch: ~Copyable {
  /// Which epoch of the run, from 0.
  package let epoch: Int
  /// Which batch of the epoch, from 0.
  package let index: Int
  /// Whether the epoch ends with this batch.
  package let isLast: Bool
  /// Normalised pixels, [size, channels, height, width], starting on a 64-byte boundary.
  package let pixels: UnsafeBufferPointer<Float>
  /// Class numbers, from 0, [size], starting on a 64-byte boundary.
  package let labels: UnsafeBufferPointer<Int32>

  /// Samples: the stream's batch size, or fewer in an epoch's last batch.
  package var size: Int { labels.count }
}
