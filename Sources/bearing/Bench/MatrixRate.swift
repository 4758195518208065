import Compute

/// How fast this machine multiplies matrices, which is as fast as a network's products can get.
enum MatrixRate {
  private static let size = 1024

  /// GFLOP/s of a 1024 x 1024 product in f32, oneDNN's: the median over half a second.
  static func measure(threads: Int) throws -> Double {
    let device = try Device(threads: threads)
    let matrices = try (0..<3).map { _ in try Tensor(shape: [size, size], on: device) }
    for matrix in matrices {
      for index in matrix.elements.indices { matrix.elements[index] = Float(index % 13) / 13 }
    }
    let product = try MatrixProduct.operation(
      MatrixOperand(matrices[0]), MatrixOperand(matrices[1]), into: matrices[2], on: device)
    for _ in 0..<5 { try product.run() }
    let clock = ContinuousClock()
    let start = clock.now
    var rates: [Double] = []
    while clock.now - start < .milliseconds(500) || rates.count < 5 {
      let time = try clock.measure { try product.run() }
      rates.append(Double(product.floatingPointOperations) / (time / .seconds(1)) / 1e9)
    }
    return Spread(rates).median
  }
}
