/// The backward pass of a batch normalisation, the dependence of μ and σ² on x included.
///
/// With d = ∂y where y > 0 (everywhere without a ReLU), M = N·H·W and x̂ = (x − μ) / √(σ² + ε):
///
///     ∂β = Σ d        ∂γ = Σ d x̂        ∂x = k (d − ∂β / M − x̂ ∂γ / M)
///
/// The sums come first, over the whole batch, hence two operations.
final class NormGradient {
  private let norm: PlaneNorm
  private let input: Tensor
  private let outputGradient: Tensor
  private let scaleGradient: Tensor
  private let shiftGradient: Tensor

  init(
    _ norm: PlaneNorm, input: Tensor, outputGradient: Tensor, scaleGradient: Tensor, shiftGradient: Tensor
  ) {
    self.norm = norm
    self.input = input
    self.outputGradient = outputGradient
    self.scaleGradient = scaleGradient
    self.shiftGradient = shiftGradient
  }

  /// Writes ∂γ and ∂β.
  func sums() -> any Operation { Sums(gradient: self) }

  /// Writes ∂x, after the sums.
  func input(into inputGradient: Tensor) -> any Operation { Input(gradient: self, target: inputGradient) }

  private final class Sums: ElementwisePlaneOperation {
    let gradient: NormGradient

    init(gradient: NormGradient) { self.gradient = gradient }

    var planes: Planes { gradient.norm.planes }
    var threads: Int { gradient.norm.threads }
    var precision: Precision { gradient.input.precision }
    var isLocal: Bool { true }

    func prepare() { gradient.norm.setFactors() }

    func run<E: Element>(_ part: Int, _ group: Int, _ element: E.Type) {
      let x = UnsafePointer(gradient.input.start(of: E.self))
      let dy = UnsafePointer(gradient.outputGradient.start(of: E.self))
      let norm = gradient.norm
      norm.clearSums(part, group)
      planes.forEachPair(part, group) { blocks, columns in
        var sums = NormPair.Sums()
        norm.pair(blocks).add(dy, x, columns, to: &sums)
        sums.add(to: blocks) { norm.sums(part, $0) }
      }
    }

    func finish() {
      for block in 0..<planes.blocks {
        gradient.norm.finishGradient(
          block, pieces: planes.parts, at: { self.gradient.norm.sums($0, block) },
          scaleGradient: gradient.scaleGradient, shiftGradient: gradient.shiftGradient)
      }
    }
  }

  private final class Input: ElementwisePlaneOperation {
    let gradient: NormGradient
    let target: Tensor

    init(gradient: NormGradient, target: Tensor) {
      self.gradient = gradient
      self.target = target
    }

    var planes: Planes { gradient.norm.planes }
    var threads: Int { gradient.norm.threads }
    var precision: Precision { gradient.input.precision }
    /// The sums are those of all samples.
    var isLocal: Bool { false }

    func run<E: Element>(_ part: Int, _ group: Int, _ element: E.Type) {
      let x = UnsafePointer(gradient.input.start(of: E.self))
      let dy = UnsafePointer(gradient.outputGradient.start(of: E.self))
      let dx = target.start(of: E.self)
      let norm = gradient.norm
      planes.forEachPair(part, group) { blocks, columns in
        norm.pair(blocks).write(dy, x, norm.means(of: blocks), columns, to: dx)
      }
    }
  }
}
