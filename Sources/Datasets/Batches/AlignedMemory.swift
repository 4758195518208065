import Glibc

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
