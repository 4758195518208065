import Compute

/// One pass of an optimizer over a parameter: over its numbers, and over the forms in which products read them while the
/// numbers are still in the nearest cache.
struct ParameterPass {
  /// Numbers that fit into the nearest cache with their gradients and an optimizer's memory of them.
  private static let part = 2048

  private let copies: WeightCopies?
  private let loop: ParallelLoop
  private let loopWithCopies: ParallelLoop

  /// - Parameter body: changes the numbers of a range, in physical order; called by several threads for ranges of their
  ///   own.
  init(over parameter: Parameter, threads: Int, _ body: @escaping (Range<Int>) -> Void) {
    let (count, grain) = (parameter.value.elements.count, 1 << 15)
    let copies = parameter.value.copies
    self.copies = copies
    loop = ParallelLoop(of: count, grain: grain, threads: threads) { range, _ in body(range) }
    loopWithCopies = ParallelLoop(of: count, grain: grain, threads: threads) { range, _ in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.part) {
        let part = start..<min(start + Self.part, range.upperBound)
        body(part)
        copies?.write(part)
      }
    }
  }

  func run() {
    copies?.beginPass() == true ? loopWithCopies.run() : loop.run()
  }
}
