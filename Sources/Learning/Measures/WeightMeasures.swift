import Compute

/// How a block's feedback matrix compares with its weight.
package enum WeightMeasures {
  /// cos of the angle between W and a B of its shape, both taken as one long vector; 0 for a zero matrix.
  ///
  /// - Complexity: one pass over both.
  package static func cosine(_ weight: Tensor, _ matrix: Tensor, threads: Int) -> Double {
    let sums = Reduction.products(weight, matrix, threads: threads)
    return sums.xy / max((sums.xx * sums.yy).squareRoot(), 1e-30)
  }

  /// ‖B‖ / ‖W‖, of matrices of any two shapes.
  package static func normRatio(_ matrix: Tensor, to weight: Tensor, threads: Int) -> Double {
    norm(matrix, threads: threads) / norm(weight, threads: threads)
  }

  /// ‖W − B‖ = √(‖W‖² − 2⟨W, B⟩ + ‖B‖²), of a B of W's shape.
  ///
  /// Taken from the differences themselves: the three sums would cancel when B has nearly reached W.
  package static func distance(_ weight: Tensor, _ matrix: Tensor) -> Double {
    let (w, b) = (weight.elements, matrix.elements)
    var sum = 0.0
    for index in w.indices {
      let difference = Double(w[index]) - Double(b[index])
      sum += difference * difference
    }
    return sum.squareRoot()
  }

  private static func norm(_ tensor: Tensor, threads: Int) -> Double {
    Reduction.products(tensor, tensor, threads: threads).xx.squareRoot()
  }
}

extension LayerProbe {
  /// The angle between a block's weight and a B of its shape, degrees.
  static func weightAngle(of matrix: Tensor, at block: Int, in network: Network) -> LayerProbe {
    let (weight, threads) = (network.blocks[block].weight.value, network.device.threads)
    return LayerProbe(.weightAngle, block: block) {
      Angle.degrees(ofCosine: WeightMeasures.cosine(weight, matrix, threads: threads))
    }
  }

  /// ‖B‖/‖W‖.
  static func normRatio(of matrix: Tensor, at block: Int, in network: Network) -> LayerProbe {
    let (weight, threads) = (network.blocks[block].weight.value, network.device.threads)
    return LayerProbe(.normRatio, block: block) {
      WeightMeasures.normRatio(matrix, to: weight, threads: threads)
    }
  }
}

extension Measure {
  package static let weightAngle = Measure(
    "weight_angle", title: "Angle of B to W",
    summary: "between a block's weight and a feedback matrix of its shape",
    unit: .named("degrees"), isPerLayer: true, cadence: .iteration, bounds: 0...180, better: .lower,
    drawing: Drawing(rank: 5, mark: 90, label: "B to W"))
  package static let normRatio = Measure(
    "norm_ratio", title: "Norm ratio", summary: "norm of a feedback matrix over that of its block's weight",
    isPerLayer: true, cadence: .epoch, bounds: 0 ... .infinity, drawing: Drawing(mayLog: true))
  package static let residual = Measure(
    "residual", title: "Residual",
    summary: "distance of a feedback matrix from the weight it learns, as a part of what it was at first",
    isPerLayer: true, cadence: .epoch, bounds: 0 ... .infinity, better: .lower, drawing: Drawing(mayLog: true)
  )
}
