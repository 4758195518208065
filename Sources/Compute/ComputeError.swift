import COneDNN

/// What can go wrong when a primitive is made or run.
package enum ComputeError: Error, CustomStringConvertible {
  /// oneDNN refused `operation`; `status` is its own code.
  case refused(operation: String, status: UInt32)
  case outOfMemory(bytes: Int)

  package var description: String {
    switch self {
    case .refused(let operation, let status):
      "oneDNN refused \(operation): \(Self.name(of: status)) (status \(status))"
    case .outOfMemory(let bytes):
      "no memory for a tensor of \(bytes) bytes; use a smaller batch_size or network"
    }
  }

  private static func name(of status: UInt32) -> String {
    switch dnnl_status_t(status) {
    case dnnl_out_of_memory: "out of memory"
    case dnnl_invalid_arguments: "invalid arguments"
    case dnnl_unimplemented: "not implemented for these shapes on this processor"
    case dnnl_runtime_error: "runtime error"
    case dnnl_not_required: "not required"
    default: "unknown status"
    }
  }
}

/// Turns a oneDNN status into an error that names what was tried.
func check(_ status: dnnl_status_t, _ operation: @autoclosure () -> String) throws {
  guard status == dnnl_success else {
    throw ComputeError.refused(operation: operation(), status: status.rawValue)
  }
}
