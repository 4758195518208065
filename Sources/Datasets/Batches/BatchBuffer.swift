import Glibc

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
