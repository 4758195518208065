import COneDNN
import Glibc

/// Numbers in memory, f32 or bf16, with a layout, ready to be handed to primitives.
package final class Tensor {
  package let layout: Layout
  let memory: dnnl_memory_t
  /// As the layout says. (A property of its own: to look into a layout is to copy its 600 bytes.)
  package let precision: Precision
  /// The first dimension: samples, or rows of a matrix. (For the same reason, and a layout's shape is an array.)
  package let rows: Int
  private let all: UnsafeMutableBufferPointer<Float>?
  private let storage: Storage
  /// The forms in which products read a tensor that learns; nil of any other, which is converted whenever it is read in
  /// another form.
  package let copies: WeightCopies?

  /// A tensor full of zeros. Padding stays zero for ever, because every primitive and every element-wise pass maps
  /// zeros to zeros there.
  package convenience init(_ layout: Layout, on device: Device) throws {
    try self.init(
      layout, storage: Storage(byteCount: layout.byteCount, on: device), copies: nil, device: device)
  }

  /// A tensor full of zeros that learns: its ``copies`` are kept, and whoever changes its numbers other than by
  /// ``fill(on:_:)`` and ``assign(_:on:)`` tells them.
  package convenience init(learning layout: Layout, on device: Device) throws {
    try self.init(
      layout, storage: Storage(byteCount: layout.byteCount, on: device), copies: WeightCopies(),
      device: device)
  }

  /// A row-major tensor full of zeros.
  package convenience init(shape: [Int], on device: Device) throws {
    try self.init(Layout(shape), on: device)
  }

  private init(_ layout: Layout, storage: Storage, copies: WeightCopies?, device: Device) throws {
    var memory: dnnl_memory_t?
    try withUnsafePointer(to: layout.descriptor) {
      try check(
        // No address: oneDNN then knows the tensor's form and has nothing to read.
        dnnl_memory_create(&memory, $0, device.engine, device.plan == nil ? storage.address : nil),
        "a tensor of shape \(layout.shape)")
    }
    self.layout = layout
    self.memory = memory!
    self.storage = storage
    self.copies = copies
    precision = layout.precision
    rows = Int(layout.descriptor.dims.0)
    all =
      precision == .f32
      ? UnsafeMutableBufferPointer(
        start: storage.address.assumingMemoryBound(to: Float.self),
        count: device.plan == nil ? layout.byteCount / MemoryLayout<Float>.stride : 0) : nil
  }

  deinit { dnnl_memory_destroy(memory) }

  /// The same bytes seen through another layout.
  ///
  /// - Precondition: `layout` needs no more bytes than there are.
  package func viewed(as layout: Layout, on device: Device) throws -> Tensor {
    precondition(
      layout.byteCount <= storage.byteCount, "\(layout.shape) does not fit into \(self.layout.shape)")
    return try Tensor(layout, storage: storage, copies: copies, device: device)
  }

  /// The same bytes, for one of the ``copies``, which would keep each other alive.
  func withoutCopies(on device: Device) throws -> Tensor {
    try Tensor(layout, storage: storage, copies: nil, device: device)
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

  /// All elements in physical order, padding included; none on a device that only plans.
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

}
