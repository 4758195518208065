/// A piece of work bound to its tensors: made once per network and batch size, run in every step.
///
/// Running allocates nothing.
package protocol Operation: AnyObject {
  /// - Throws: ``ComputeError`` when oneDNN reports a failure.
  func run() throws
  /// Those that it computes; none where it does other things.
  var products: [Product] { get }
}

extension Operation {
  package var products: [Product] { [] }

  /// What its products come to: two for each multiplication that is added to a sum.
  package var floatingPointOperations: Int { products.reduce(0) { $0 + $1.floatingPointOperations } }
}

/// Operations one after the other; those that can be done plane by plane are joined with their neighbours.
package final class OperationSequence: Operation {
  /// As they were given, sequences among them opened.
  private let parts: [any Operation]
  private let joined: [any Operation]

  package init(_ operations: [any Operation]) {
    parts = operations.flatMap { ($0 as? OperationSequence)?.parts ?? [$0] }
    joined = PlaneSequence.fusing(parts)
  }

  package var products: [Product] { parts.flatMap(\.products) }

  package func run() throws {
    for operation in joined { try operation.run() }
  }
}

/// An operation written in Swift.
package final class Kernel: Operation {
  private let body: () throws -> Void

  package init(_ body: @escaping () throws -> Void) { self.body = body }

  package func run() throws { try body() }
}
