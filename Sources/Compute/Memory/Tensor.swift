import COneDNN
import Glibc

/// A block of f32 memory with a layout, ready to be handed to primitives.
package final class Tensor {
  package let layout: Layout
  let memory: dnnl_memory_t
  /// As the layout says. (A property of its own: to look into a layout is to copy its 600 bytes.)
  package let precision: Precision
  /// The first dimension: samples, or rows of a matrix. (For the same reason, and a layout's shape is an array.)
  package let rows: Int
  private let all: UnsafeMutableBufferPointer<Float>?
  private let storage: Storage

  /// A tensor full of zeros. Padding stays zero for ever, because every primitive and every element-wise pass maps
  /// zeros to zeros there.
  package convenience init(_ layout: Layout, on device: Device) throws {
    try self.init(layout, storage: Storage(byteCount: layout.byteCount), device: device)
  }

  /// A row-major tensor full of zeros.
  package convenience init(shape: [Int], on device: Device) throws {
    try self.init(Layout(shape), on: device)
  }

  private init(_ layout: Layout, storage: Storage, device: Device) throws {
    var memory: dnnl_memory_t?
    try withUnsafePointer(to: layout.descriptor) {
      try check(
        dnnl_memory_create(&memory, $0, device.engine, storage.address),
        "a tensor of shape \(layout.shape)")
    }
    self.layout = layout
    self.memory = memory!
    self.storage = storage
    precision = layout.precision
    rows = Int(layout.descriptor.dims.0)
    all =
      precision == .f32
      ? UnsafeMutableBufferPointer(
        start: storage.address.assumingMemoryBound(to: Float.self),
        count: layout.byteCount / MemoryLayout<Float>.stride) : nil
  }

  deinit { dnnl_memory_destroy(memory) }

  /// The same bytes seen through another layout.
  ///
  /// - Precondition: `layout` needs no more bytes than there are.
  package func viewed(as layout: Layout, on device: Device) throws -> Tensor {
    precondition(
      layout.byteCount <= storage.byteCount, "\(layout.shape) does not fit into \(self.layout.shape)")
    return try Tensor(layout, storage: storage, device: device)
  }

  /// (N, ...) seen as the matrix (N, n) whose columns are in *physical* order: no copy.
  ///
  /// A feedback matrix whose columns are kept in that same order can therefore be multiplied with activations in
  /// any layout.
  package func asMatrix(on device: Device) throws -> Tensor {
    if layout.shape.count == 2, layout.isRowMajor { return self }
    let columns = layout.byteCount / layout.precision.size / rows
    return try viewed(as: Layout([rows, columns], layout.precision), on: device)
  }

  /// All elements in physical order, padding included.
  ///
  /// - Precondition: the tensor is kept in f32.
  package var elements: UnsafeMutableBufferPointer<Float> {
    guard let all else { preconditionFailure("the numbers of \(layout.shape) are not kept in f32") }
    return all
  }

  /// The first element.
  ///
  /// - Precondition: the tensor is kept in the element's precision.
  func start<E: Element>(of element: E.Type = E.self) -> UnsafeMutablePointer<E> {
    precondition(precision == E.precision, "\(layout.shape) is not kept in \(E.precision)")
    return storage.address.assumingMemoryBound(to: E.self)
  }

  /// The elements in row-major order. Allocates; for saving, printing and tests.
  package func values(on device: Device) throws -> [Float] {
    if layout.isRowMajor, layout.precision == .f32 { return Array(elements) }
    let plain = try Tensor(shape: layout.shape, on: device)
    try Reorder(from: self, to: plain, on: device).run()
    return Array(plain.elements)
  }

  /// Sets all elements from row-major order.
  ///
  /// - Precondition: `values` has as many elements as the shape.
  package func assign(_ values: [Float], on device: Device) throws {
    precondition(values.count == layout.count, "\(values.count) values for shape \(layout.shape)")
    if layout.isRowMajor, layout.precision == .f32 {
      _ = elements.update(from: values)
      return
    }
    let plain = try Tensor(shape: layout.shape, on: device)
    _ = plain.elements.update(from: values)
    try Reorder(from: plain, to: self, on: device).run()
  }
}

/// Zeroed memory on a 64-byte boundary: a cache line, and the width of an AVX-512 register. From 2 MB on it lies in
/// large pages where the system gives them: with small ones a step touches more pages than the processor remembers.
private final class Storage {
  /// Bytes of x86-64's and AArch64's large pages.
  private static let hugePage = 2 << 20

  let address: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) throws {
    // oneDNN may read a whole register at the end of a buffer's last block.
    let boundary = byteCount < Self.hugePage ? 64 : Self.hugePage
    let rounded = max(boundary, (byteCount + boundary - 1) / boundary * boundary)
    guard let address = aligned_alloc(boundary, rounded) else {
      throw ComputeError.outOfMemory(bytes: rounded)
    }
    // A wish: where it is refused, the pages are small.
    if boundary == Self.hugePage { madvise(address, rounded, MADV_HUGEPAGE) }
    memset(address, 0, rounded)
    self.address = address
    self.byteCount = rounded
  }

  deinit { free(address) }
}
