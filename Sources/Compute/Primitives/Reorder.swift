import COneDNN

/// Copies a tensor into another layout of the same shape.
package final class Reorder: Operation {
  /// nil on a device that only plans.
  private let handle: dnnl_primitive_t?
  private let device: Device
  private let source: Tensor
  private let target: Tensor

  /// - Throws: ``ComputeError`` when the shapes differ.
  package init(from source: Tensor, to target: Tensor, on device: Device) throws {
    let name = "a reorder of \(source.layout.shape) into \(target.layout.shape)"
    var descriptor: dnnl_primitive_desc_t?
    try withUnsafePointer(to: source.layout.descriptor) { from in
      try withUnsafePointer(to: target.layout.descriptor) { to in
        try check(
          dnnl_reorder_primitive_desc_create(&descriptor, from, device.engine, to, device.engine, nil), name)
      }
    }
    defer { dnnl_primitive_desc_destroy(descriptor) }
    var handle: dnnl_primitive_t?
    if let plan = device.plan {
      plan.add(primitiveWithScratch: 0)
    } else {
      try check(dnnl_primitive_create(&handle, descriptor), name)
    }
    self.handle = handle
    self.device = device
    self.source = source
    self.target = target
  }

  deinit { if let handle { dnnl_primitive_destroy(handle) } }

  package func run() throws {
    var arguments = (
      dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: source.memory),
      dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: target.memory)
    )
    let status = withUnsafePointer(to: &arguments) { tuple in
      tuple.withMemoryRebound(to: dnnl_exec_arg_t.self, capacity: 2) {
        dnnl_primitive_execute(handle, device.stream, 2, $0)
      }
    }
    try check(status, "a reorder")
  }
}
