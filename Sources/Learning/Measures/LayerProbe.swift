import Compute

/// One quantity that can be measured at one block.
package struct LayerProbe {
  package let measure: Measure
  /// The block's number.
  package let block: Int
  package let value: () -> Double

  package init(_ measure: Measure, block: Int, _ value: @escaping () -> Double) {
    self.measure = measure
    self.block = block
    self.value = value
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
