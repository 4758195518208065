/// Dropout: every number is set to zero with probability p and the others are divided by 1 − p.
///
///     y = m ⊙ x        m = 0 with probability p, else 1/(1 − p)
///     dx = m ⊙ dy
///
/// The mask of a step is a pure function of the seed, the layer and the step's number, drawn in the tensor's physical
/// order: the same with any number of threads, and nothing of it has to be kept for a run to be continued.
///
/// - Source: Srivastava et al., "Dropout", JMLR 15 (2014), section 4, with the scaling done in training.
package final class Dropout {
  /// m, in the layout of x.
  package let mask: Tensor
  /// Whether a forward pass draws a new mask; false where masks are assigned, to compare with other programs.
  package var draws = true

  private let rate: Float
  private let stream: RandomStream
  private let threads: Int
  /// The step that a mask is drawn for.
  private var step = 0
  private lazy var drawing = drawingLoop()

  /// - Parameters:
  ///   - rate: p, in 0..<1.
  ///   - stream: this layer's numbers, of purpose `.dropout`.
  package init(rate: Double, layout: Layout, stream: RandomStream, on device: Device) throws {
    precondition((0..<1).contains(rate), "a dropout rate is from 0 up to but not 1, got \(rate)")
    self.rate = Float(rate)
    self.stream = stream
    threads = device.threads
    mask = try Tensor(layout.kept(in: .f32), on: device)
  }

  /// Draws the mask of a step.
  ///
  /// - Parameter step: number of the step in the run.
  /// - Complexity: one block of the generator for four numbers, no allocation.
  package func draw(step: Int) {
    guard draws else { return }
    self.step = step
    drawing.run()
  }

  private func drawingLoop() -> ParallelLoop {
    let mask = mask.elements.baseAddress!
    let scale = 1 / (1 - rate)
    // Of 2^32 equally likely words, those below the threshold drop.
    let threshold = UInt32(min(Double(rate) * 0x1p32, 0x1p32 - 1))
    let count = self.mask.elements.count
    return ParallelLoop(of: count, grain: 1 << 13, threads: threads) { [unowned self, stream] range, _ in
      let step = step
      // Ranges start at multiples of the grain, so at whole blocks.
      for first in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
        let words = stream.block(row: UInt32(truncatingIfNeeded: step), column: UInt32(first / 4))
        for i in first..<min(first + 4, range.upperBound) {
          mask[i] = words[i - first] < threshold ? 0 : scale
        }
      }
    }
  }

  /// target = m ⊙ source, both kept in the same precision.
  package func apply(to source: Tensor, into target: Tensor) -> any Operation {
    source.layout.precision == .f32
      ? apply(Float.self, to: source, into: target) : apply(BFloat16.self, to: source, into: target)
  }

  private func apply<E: Element>(_ element: E.Type, to source: Tensor, into target: Tensor) -> any Operation {
    let loop = ParallelLoop(of: mask.elements.count, grain: 1 << 14, threads: threads) { [mask] range, _ in
      let (m, x, y) = (mask.start(of: Float.self), source.start(of: E.self), target.start(of: E.self))
      for i in range { y[i] = E(m[i] * x[i].number) }
    }
    return Kernel { loop.run() }
  }
}
