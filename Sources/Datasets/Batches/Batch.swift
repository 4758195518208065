import Glibc

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

/// The memory of one batch, used again and again.
///
/// Unchecked, because ``BatchRing`` hands it from the workers to the consumer and back, each time through a lock, and
/// two workers never write the same samples of it.
final class BatchBuffer: @unchecked Sendable {
  /// [samples, values of a sample].
  let pixels: UnsafeMutablePointer<Float>
  /// [samples].
  let labels: UnsafeMutablePointer<Int32>

  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  init(samples: Int, shape: SampleShape) throws(DatasetError) {
    pixels = try AlignedMemory.allocate(samples * shape.count)
    do {
      labels = try AlignedMemory.allocate(samples)
    } catch {
      free(pixels)
      throw error
    }
  }

  deinit {
    free(pixels)
    free(labels)
  }
}

/// Memory that starts on a 64-byte boundary: a cache line, and the widest vector register.
enum AlignedMemory {
  static let alignment = 64

  /// Room for `count` values, not set to anything, to be given back with `free`.
  ///
  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  static func allocate<Value: BitwiseCopyable>(
    _ count: Int
  ) throws(DatasetError) -> UnsafeMutablePointer<Value> {
    let bytes = (count * MemoryLayout<Value>.stride + alignment - 1) / alignment * alignment
    guard let memory = aligned_alloc(alignment, bytes) else { throw .outOfMemory(bytes: bytes) }
    return memory.bindMemory(to: Value.self, capacity: count)
  }
}
