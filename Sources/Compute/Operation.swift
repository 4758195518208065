/// A piece of work bound to its tensors: made once per network and batch size, run in every step.
///
/// Running allocates nothing.
package protocol Operation: AnyObject {
  /// - Throws: ``ComputeError`` when oneDNN reports a failure.
  func run() throws
}

/// Operations one after the other.
package final class OperationSequence: Operation {
  private let operations: [any Operation]

  package init(_ operations: [any Operation]) { self.operations = operations }

  package func run() throws {
    for operation in operations { try operation.run() }
  }
}

/// An operation written in Swift.
package final class Kernel: Operation {
  private let body: () throws -> Void

  package init(_ body: @escaping () throws -> Void) { self.body = body }

  package func run() throws { try body() }
}
