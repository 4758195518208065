/// A tensor's numbers in row-major order, whatever order they lie in.
extension Tensor {
  /// Writes all elements.
  ///
  /// - Parameter body: is given as many elements as the shape has, in row-major order, and writes every one of them. Not
  ///   called on a device that only plans.
  /// - Throws: ``ComputeError``, or what `body` throws; then the elements are undefined.
  /// - Complexity: a copy of the tensor for the moment, where it lies in another order.
  package func fill(
    on device: Device, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try withPlain(on: device) { plain in
      try body(plain.elements)
      if plain !== self { try Reorder(from: plain, to: self, on: device).run() }
      copies?.invalidate()
    }
  }

  /// Reads all elements.
  ///
  /// - Parameter body: is given the elements in row-major order, for as long as it runs. Not called on a device that only
  ///   plans.
  /// - Returns: what `body` returns; nil on a device that only plans.
  /// - Throws, complexity: as ``fill(on:_:)``.
  @discardableResult
  package func withValues<Value>(
    on device: Device, _ body: (UnsafeBufferPointer<Float>) throws -> Value
  ) throws -> Value? {
    try withPlain(on: device) { plain in
      if plain !== self { try Reorder(from: self, to: plain, on: device).run() }
      return try body(UnsafeBufferPointer(plain.elements))
    }
  }

  /// Gives this tensor, or one of its shape that is row-major and f32.
  private func withPlain<Value>(on device: Device, _ body: (Tensor) throws -> Value) throws -> Value? {
    let isPlain = layout.isRowMajor && precision == .f32
    if let plan = device.plan {
      if !isPlain { plan.add(momentary: Layout(layout.shape).byteCount) }
      return nil
    }
    return try body(isPlain ? self : Tensor(shape: layout.shape, on: device))
  }

  /// The elements in row-major order, in an array. For printing and tests: an array traps where there is no memory for
  /// it.
  package func values(on device: Device) throws -> [Float] {
    try withValues(on: device) { Array($0) } ?? []
  }

  /// Sets all elements from row-major order.
  ///
  /// - Precondition: `values` has as many elements as the shape.
  package func assign(_ values: [Float], on device: Device) throws {
    precondition(values.count == layout.count, "\(values.count) values for shape \(layout.shape)")
    try fill(on: device) { _ = $0.update(from: values) }
  }
}
