/// A product of a step, and what computes it: what is counted, and what is looked at where something is slow.
package struct Product: Sendable, Equatable {
  /// What it is, with its shapes: `the weight gradient of a convolution of [64, 32, 30, 30] with [32, 32, 3, 3]`.
  package let name: String
  /// What computes it: oneDNN's word for its kernel (`brgconv:avx512_core_amx_bf16`), or ``own``.
  package let implementation: String
  /// Two for each multiplication that is added to a sum.
  package let floatingPointOperations: Int

  /// A kernel of this module.
  package static let own = "bearing"

  package init(_ name: String, by implementation: String = own, floatingPointOperations: Int) {
    self.name = name
    self.implementation = implementation
    self.floatingPointOperations = floatingPointOperations
  }
}
