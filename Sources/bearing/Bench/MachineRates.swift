import Compute

/// What this machine can do, measured in the same minutes as what a network makes of it.
struct MachineRates {
  /// GFLOP/s of a 1024 x 1024 product in f32, oneDNN's, which is as fast as a network's products can get.
  var matrix: Double
  /// GB/s, read and written, of a copy that fits into no cache, which is as fast as an update of many parameters can get.
  var copy: Double

  var text: String {
    "\(ProgressLine.fixed(matrix, 0)) GFLOP/s in a matrix product, \(ProgressLine.fixed(copy, 1)) GB/s in a copy"
  }

  /// Medians over half a second each.
  static func measure(threads: Int) throws -> MachineRates {
    let device = try Device(threads: threads)
    return MachineRates(matrix: try matrixRate(on: device), copy: try copyRate(on: device))
  }

  private static let size = 1024

  private static func matrixRate(on device: Device) throws -> Double {
    let matrices = try (0..<3).map { _ in try Tensor(shape: [size, size], on: device) }
    for matrix in matrices {
      for index in matrix.elements.indices { matrix.elements[index] = Float(index % 13) / 13 }
    }
    let product = try MatrixProduct.operation(
      MatrixOperand(matrices[0]), MatrixOperand(matrices[1]), into: matrices[2], on: device)
    for _ in 0..<5 { try product.run() }
    return try rate(of: Double(product.floatingPointOperations)) { try product.run() }
  }

  /// Numbers of what is copied: 128 MB.
  private static let copied = 32 << 20

  private static func copyRate(on device: Device) throws -> Double {
    let (source, target) = (try Tensor(shape: [copied], on: device), try Tensor(shape: [copied], on: device))
    let (from, to) = (source.elements.baseAddress!, target.elements.baseAddress!)
    let copy = ParallelLoop(of: copied, grain: 1 << 15, threads: device.threads) { range, _ in
      (to + range.lowerBound).update(from: from + range.lowerBound, count: range.count)
    }
    copy.run()
    return try rate(of: Double(2 * copied * MemoryLayout<Float>.stride)) { copy.run() }
  }

  /// - Returns: 10⁹ of what one call comes to, a second.
  private static func rate(of amount: Double, _ work: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var rates: [Double] = []
    while clock.now - start < .milliseconds(500) || rates.count < 5 {
      rates.append(amount / (try clock.measure(work) / .seconds(1)) / 1e9)
    }
    return Spread(rates).median
  }
}
