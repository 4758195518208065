/// What everything made on a planning device would take, were it made on one that computes.
///
/// The need of a network is not computed by formulas beside the engine, which would forget what is added to it: the engine
/// itself is built on a ``Device`` that makes no memory, only counts it.
///
///     let plan = MemoryPlan()
///     let learner = try Learner(config, network: spec, seed: 1, on: Device(planning: plan, threads: 2))
///     plan.bytes
package final class MemoryPlan {
  /// Of all tensors made so far, each rounded up as it would be.
  package private(set) var tensors = 0
  /// The largest of what is made for a moment and given back.
  package private(set) var momentary = 0
  /// What oneDNN's primitives write to while they run: one at a time, so the largest of them.
  package private(set) var scratch = 0
  /// Primitives, each with code that is generated for it.
  package private(set) var primitives = 0

  /// Of the code and the books of one primitive. Measured: 100 kB in the mean.
  private static let primitiveBytes = 100 << 10

  package init() {}

  /// Everything at its peak.
  package var bytes: Int { tensors + momentary + scratch + primitives * Self.primitiveBytes }

  func add(tensor bytes: Int) { tensors = Self.sum(tensors, bytes) }

  func add(momentary bytes: Int) { momentary = max(momentary, bytes) }

  func add(primitiveWithScratch bytes: Int) {
    primitives += 1
    scratch = max(scratch, bytes)
  }

  /// A need beyond what a number holds is beyond any machine.
  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, isOverflow) = left.addingReportingOverflow(right)
    return isOverflow ? .max / 4 : min(sum, .max / 4)
  }
}
