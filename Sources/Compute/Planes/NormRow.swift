/// The arithmetic of one block of channels at one position.
///
/// All of it is inlined: passed to a function, its vectors would be copied through memory.
struct NormRow {
  /// μ
  let mean: Vector
  /// k = γ / √(σ² + ε)
  let factor: Vector
  /// β
  let shift: Vector
  /// What cuts y off below, and above which a gradient passes: 0, or −∞ where no ReLU is fused.
  let floor: Vector

  /// Σ d and Σ d (x − μ).
  struct Sums {
    var plain = Vector.zero
    var weighted = Vector.zero
  }

  @inline(__always)
  private func normalised(_ x: Vector) -> Vector { shift.addingProduct(x - mean, factor) }

  /// y from x.
  @inline(__always)
  func output(_ x: Vector) -> Vector {
    let value = normalised(x)
    // In this order NaN comes through.
    return value.replacing(with: floor, where: value .< floor)
  }

  /// d: `gradient` where y is above the floor. y is computed again as the forward pass did, so that both agree in every
  /// bit.
  @inline(__always)
  private func passed(_ gradient: Vector, _ x: Vector) -> Vector {
    Vector.zero.replacing(with: gradient, where: normalised(x) .> floor)
  }

  @inline(__always)
  func add(_ gradient: Vector, _ x: Vector, to sums: inout Sums) {
    let d = passed(gradient, x)
    sums.plain += d
    sums.weighted.addProduct(d, x - mean)
  }

  /// ∂x = k (d − `means.plain` − (x − μ) `means.weighted`).
  @inline(__always)
  func inputGradient(_ gradient: Vector, _ x: Vector, _ means: Sums) -> Vector {
    factor * (passed(gradient, x) - means.plain - (x - mean) * means.weighted)
  }
}
