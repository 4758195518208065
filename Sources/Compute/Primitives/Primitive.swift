import COneDNN

/// Which implementation oneDNN chose for an operation, and which layouts that implementation wants.
package final class PrimitiveDescriptor {
  let handle: dnnl_primitive_desc_t
  let name: String

  /// - Parameters:
  ///   - name: what is being made, with its shapes, for error messages.
  ///   - operation: one of oneDNN's operation descriptors.
  ///   - hint: the forward descriptor, for backward operations.
  init<Descriptor>(
    _ name: String, _ operation: Descriptor, attributes: dnnl_primitive_attr_t? = nil,
    hint: PrimitiveDescriptor? = nil, on device: Device
  ) throws {
    var handle: dnnl_primitive_desc_t?
    try withUnsafePointer(to: operation) {
      try check(dnnl_primitive_desc_create(&handle, $0, attributes, device.engine, hint?.handle), name)
    }
    self.handle = handle!
    self.name = name
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// Bytes that the implementation writes to while it runs.
  var scratchBytes: Int {
    var bytes: dnnl_dim_t = 0
    let status = dnnl_primitive_desc_query(handle, dnnl_query_memory_consumption_s64, 0, &bytes)
    return status == dnnl_success ? Int(bytes) : 0
  }

  /// Which of oneDNN's implementations it is, in oneDNN's words: `brgconv:avx512_core_amx_bf16`.
  var implementation: String {
    var name: UnsafePointer<CChar>?
    let status = withUnsafeMutablePointer(to: &name) {
      dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, $0)
    }
    return status == dnnl_success ? name.map { String(cString: $0) } ?? "" : ""
  }

  /// The layout wanted for an argument (`DNNL_ARG_…`).
  func layout(of argument: Int32) -> Layout {
    Layout(descriptor: dnnl_primitive_desc_query_md(handle, dnnl_query_exec_arg_md, argument).pointee)
  }
}

/// A primitive bound to its tensors. Tensors that are in another layout than the implementation wants are reordered
/// on the way in and out, so a caller is never wrong, only slower; of weights that learn, the one copy is used that all
/// primitives share (``WeightCopies``).
final class Primitive: Operation {
  /// nil on a device that only plans.
  private let handle: dnnl_primitive_t?
  private let stream: dnnl_stream_t
  private let name: String
  private let arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>
  private let before: [any Operation]
  private let after: [Reorder]
  let products: [Product]
  /// Keeps alive what `arguments` points into.
  private let device: Device
  private let tensors: [Tensor]

  init(
    _ descriptor: PrimitiveDescriptor, inputs: [Int32: Tensor], outputs: [Int32: Tensor],
    floatingPointOperations: Int = 0, on device: Device
  ) throws {
    var handle: dnnl_primitive_t?
    if let plan = device.plan {
      plan.add(primitiveWithScratch: descriptor.scratchBytes)
    } else {
      try check(dnnl_primitive_create(&handle, descriptor.handle), descriptor.name)
    }
    self.handle = handle
    self.device = device
    stream = device.stream
    name = descriptor.name
    products =
      floatingPointOperations == 0
      ? []
      : [
        Product(
          name, by: descriptor.implementation, floatingPointOperations: floatingPointOperations)
      ]

    var bound: [(Int32, Tensor)] = []
    var before: [any Operation] = []
    var after: [Reorder] = []
    for (argument, tensor) in inputs {
      let wanted = descriptor.layout(of: argument)
      if wanted == tensor.layout {
        bound.append((argument, tensor))
      } else {
        let (copy, update) = try tensor.copied(as: wanted, on: device)
        before.append(update)
        bound.append((argument, copy))
      }
    }
    for (argument, tensor) in outputs {
      let given = descriptor.layout(of: argument)
      if given == tensor.layout {
        bound.append((argument, tensor))
      } else {
        let copy = try Tensor(given, on: device)
        after.append(try Reorder(from: copy, to: tensor, on: device))
        bound.append((argument, copy))
      }
    }
    self.before = before
    self.after = after
    tensors = bound.map(\.1)
    arguments = .allocate(capacity: bound.count)
    _ = arguments.initialize(from: bound.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.memory) })
  }

  deinit {
    if let handle { dnnl_primitive_destroy(handle) }
    arguments.deallocate()
  }

  func run() throws {
    for conversion in before { try conversion.run() }
    try check(
      dnnl_primitive_execute(handle, stream, Int32(arguments.count), arguments.baseAddress), name)
    for reorder in after { try reorder.run() }
  }
}
