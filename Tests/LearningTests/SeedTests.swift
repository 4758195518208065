import Learning
import Testing
import TestSupport

/// What a seed decides, and what it does not.
@Suite struct SeedTests {
  private func trained(_ method: ReferenceMethod, seed: UInt64, threads: Int) throws -> [String: [Double]] {
    let engine = try Engine(
      method, inputs: 64, hidden: [48, 33], classes: 10, samples: 50, seed: seed, threads: threads)
    var batches = Batches(seed: 1)
    for _ in 0..<10 {
      let (x, labels) = batches.next(inputs: 64, classes: 10, samples: 50)
      try engine.step(x: x, labels: labels)
    }
    return try engine.tensors
  }

  @Test(arguments: [ReferenceMethod.bp, .dfa, .dkp], [1, 2])
  func `the same seed and thread count give the same bits`(method: ReferenceMethod, threads: Int) throws {
    let first = try trained(method, seed: 1, threads: threads)
    #expect(try trained(method, seed: 1, threads: threads) == first)
    #expect(try trained(method, seed: 2, threads: threads) != first)
  }

  @Test func `methods start from the same forward weights`() throws {
    let (bp, dkp) = (try Engine(.bp, seed: 7), try Engine(.dkp, seed: 7))
    let weights = try bp.tensors
    #expect(try dkp.tensors.filter { weights[$0.key] != nil } == weights)
  }

  @Test func `another feedback initialiser leaves the forward weights alone`() throws {
    let uniform = try Engine(.dfa, seed: 7)
    let zeros = try Engine(.dfa, seed: 7) { $0.feedback.initializer = .zeros }
    #expect(try uniform["fc2.weight"] == zeros["fc2.weight"])
    #expect(try uniform["fc1.feedback"] != zeros["fc1.feedback"])
  }

  @Test func `every block has weights and feedback of its own, drawn from streams of their own`() throws {
    let engine = try Engine(.dfa, inputs: 16, hidden: [16, 16], classes: 16)
    // Divided by their bounds, numbers of the same stream would be the same numbers.
    let (w1, w2) = (try engine["fc1.weight"].map { $0 * 4 }, try engine["fc2.weight"].map { $0 * 4 })
    let bound = (6 / 16.0).squareRoot()
    let (b1, b2) = (
      try engine["fc1.feedback"].map { $0 / bound }, try engine["fc2.feedback"].map { $0 / bound }
    )
    for (one, other) in [(w1, w2), (b1, b2), (w1, b1), (w2, b2)] {
      let product = zip(one, other).reduce(0.0) { $0 + $1.0 * $1.1 } / Double(one.count)
      // Independent uniforms: mean 0, s.d. (1/3)/√256.
      #expect(abs(product) < 5 * (1.0 / 3) / 16)
    }
  }

  /// fan_in is n alone; the number of classes does not matter.
  @Test(arguments: [(512, 10), (128, 10), (512, 2), (2048, 100)])
  func `T20: B is uniform with bound √(6/n) and variance 2/n`(units: Int, classes: Int) throws {
    let engine = try Engine(.dfa, hidden: [units], classes: classes)
    let matrix = try engine["fc1.feedback"]
    let bound = (6 / Double(units)).squareRoot()
    let variance = matrix.reduce(0) { $0 + $1 * $1 } / Double(matrix.count)
    #expect(matrix.count == units * classes)
    #expect(matrix.allSatisfy { abs($0) <= bound * 1.000001 })
    #expect(matrix.map(abs).max()! > 0.98 * bound)
    // The sample variance of a uniform has a relative s.d. of √(0.8/count).
    #expect(abs(variance / (2 / Double(units)) - 1) < 4 * (0.8 / Double(matrix.count)).squareRoot())
  }

  @Test func `weights and biases start as PyTorch's do, in ±1/√fan_in`() throws {
    let engine = try Engine(.bp, inputs: 400, hidden: [256], samples: 8)
    for name in ["fc1.weight", "fc1.bias"] {
      let values = try engine[name]
      #expect(values.allSatisfy { abs($0) <= 0.05 })
      #expect(values.map(abs).max()! > 0.049)
    }
    #expect(try engine["fc1.norm.weight"].allSatisfy { $0 == 1 })
    #expect(try engine["fc1.norm.running_var"].allSatisfy { $0 == 1 })
  }
}
