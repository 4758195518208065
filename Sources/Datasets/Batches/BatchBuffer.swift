import Glibc

/// The memory of one batch, used again and again.
///
/// Unchecked, because it has one owner at a time: ``BatchRing`` hands it to the worker, then to the consumer, then
/// back, each time through a lock.
final class BatchBuffer: @unchecked Sendable {
  /// Bytes that every buffer is aligned to: a cache line, and the widest vector register.
  static let alignment = 64

  /// [samples, values of a sample].
  let pixels: UnsafeMutablePointer<Float>
  /// [samples].
  let labels: UnsafeMutablePointer<Int32>

  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  init(samples: Int, shape: SampleShape) throws(DatasetError) {
    pixels = try Self.allocate(samples * shape.count)
    do {
      labels = try Self.allocate(samples)
    } catch {
      free(pixels)
      throw error
    }
  }

  deinit {
    free(pixels)
    free(labels)
  }

  private static func allocate<Value: BitwiseCopyable>(
    _ count: Int
  ) throws(DatasetError) -> UnsafeMutablePointer<Value> {
    let bytes = (count * MemoryLayout<Value>.stride + alignment - 1) / alignment * alignment
    guard let memory = aligned_alloc(alignment, bytes) else { throw .outOfMemory(bytes: bytes) }
    return memory.bindMemory(to: Value.self, capacity: count)
  }
}
