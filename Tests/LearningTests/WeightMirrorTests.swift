import Compute
import Formats
import Foundation
import Learning
import Testing
import TestSupport

/// Weight mirrors: T18, and the steps of an independent program.
@Suite struct WeightMirrorTests {
  private static let convolutions = NetworkCase(
    name: "fixture", input: ReferenceShape(channels: 2, height: 7, width: 6),
    blocks: [
      .convolution(4, kernel: 3, padding: 1, [.activation(.relu)]),
      .convolution(5, kernel: 3, stride: 2, padding: 1, [.norm, .activation(.relu)]),
      .linear(7, [.activation(.relu)]),
      .linear(3),
    ], samples: 6)

  private func options(noise: Double = 0.1, every: Int = 1) -> JSONValue {
    ["noise": .number(noise), "every": .integer(every)]
  }

  /// Forward weights that stand still, B from zeros by plain steps of length 1, two hidden linear blocks.
  private func mirror(samples: Int, inputs: Int = 12, noise: Double, seed: UInt64 = 1) throws -> Engine {
    try Engine(.fa, inputs: 4, hidden: [inputs, 9], samples: samples, norm: true, seed: seed) {
      $0.method = "weight-mirror"
      $0.ruleOptions = options(noise: noise)
      $0.optimizer.learningRate = 0
      $0.feedback.optimizer.learningRate = 1
      $0.feedback.initializer = .zeros
    }
  }

  @Test(arguments: [("plain", 1), ("nesterov", 3)])
  func `eight steps as in NumPy, the noise included`(run: String, every: Int) throws {
    let file = "weight_mirror.safetensors"
    let fixture = try TensorFile(contentsOf: Fixtures.directory.appending(path: file))
    let engine = try Self.convolutions.engine(.fa, seed: 20_190_417) {
      $0.method = "weight-mirror"
      $0.ruleOptions = options(noise: 0.5, every: every)
      let (momentum, decay) = run == "plain" ? (0, 0) : (0.9, 1e-2)
      $0.optimizer = OptimizerConfig(
        learningRate: run == "plain" ? 0.05 : 0.02, momentum: momentum, nesterov: momentum > 0,
        weightDecay: decay)
      $0.feedback.optimizer = $0.optimizer
      $0.feedback.optimizer.learningRate = run == "plain" ? 0.2 : 0.1
    }
    try engine.set(fixture.group("initial"))
    let (x, labels) = (try fixture("x").values, try fixture("labels").values.map { Int($0) })
    var (losses, angles): ([Double], [Double]) = ([], [])
    for step in 0..<8 {
      let pixels = Array(x[step * 504..<(step + 1) * 504])
      let result = try engine.step(x: pixels, labels: Array(labels[step * 6..<(step + 1) * 6]))
      losses.append(result.loss)
      angles += result[.weightAngle]
    }
    // Float32 against float64 over eight steps.
    expectClose(losses, try fixture("\(run)/loss").values, relative: 1e-5, "loss")
    expectClose(angles, try fixture("\(run)/weight_angle").values, relative: 1e-5, "weight_angle")
    let final = fixture.group("\(run)/final")
    let tensors = try engine.tensors
    #expect(tensors.keys.sorted() == final.keys.sorted())
    for (name, values) in final {
      // A bias before a batch norm has a gradient of rounding alone (T15).
      expectClose(tensors[name]!, values, relative: name == "conv2.bias" ? 1e-4 : 2e-5, name)
    }
  }

  @Test func `T18: B comes to be the weights, times the steps and the noise's variance`() throws {
    let (steps, noise) = (400, 0.5)
    let engine = try mirror(samples: 32, noise: noise)
    var batches = Batches(seed: 1)
    let (x, labels) = batches.next(inputs: 4, samples: 32)
    for _ in 0..<steps { try engine.step(x: x, labels: labels) }
    for name in ["fc2", "fc3"] {
      let weight = try engine["\(name).weight"]
      let scaled = try engine["\(name).feedback"].map { $0 / (noise * noise * Double(steps)) }
      // Of an entry the standard error is |w| / √(T N) with w its row: 0.6 / 113 here.
      expectClose(scaled, weight, relative: 0, absolute: 0.03, name)
    }
    #expect(engine.learner.tensors.map(\.name).contains("fc1.feedback") == false)
  }

  /// A row of n weights is known to √((n + 1) / (T·N)) of its length.
  @Test func `T18: the angle falls as one over the root of steps times batch`() throws {
    for (samples, steps) in [(4, 25), (4, 100), (16, 100), (16, 400)] {
      let angles = try (1...6 as ClosedRange<UInt64>).map { seed in
        let engine = try mirror(samples: samples, noise: 2, seed: seed)
        var batches = Batches(seed: seed)
        let (x, labels) = batches.next(inputs: 4, samples: samples)
        for _ in 0..<steps { try engine.step(x: x, labels: labels) }
        // What the next step measures, before it learns anything.
        return try engine.gradients(x: x, labels: labels)[.weightAngle]
      }
      for (block, inputs) in [12.0, 9.0].enumerated() {
        let mean = angles.reduce(0) { $0 + tan($1[block] * .pi / 180) } / Double(angles.count)
        let expected = ((inputs + 1) / Double(samples * steps)).squareRoot()
        #expect(abs(mean / expected - 1) < 0.2, "\(samples), \(steps), \(block): \(mean), \(expected)")
      }
    }
  }

  @Test func `neither data nor labels reach the matrices`() throws {
    let (one, other) = (try mirror(samples: 8, noise: 0.1), try mirror(samples: 8, noise: 0.1))
    var (first, second) = (Batches(seed: 1), Batches(seed: 2))
    for _ in 0..<5 {
      let (a, b) = (first.next(inputs: 4), second.next(inputs: 4))
      try one.step(x: a.x, labels: a.labels)
      try other.step(x: b.x, labels: b.labels)
    }
    for name in ["fc2.feedback", "fc3.feedback"] {
      #expect(try one[name] == other[name] && one[name].contains { $0 != 0 }, "\(name)")
    }
    #expect(try one["fc1.norm.running_mean"] != other["fc1.norm.running_mean"])
  }

  @Test func `a mirror phase leaves batch norms, weights and the step's signals alone`() throws {
    let network = NetworkCase.mixed
    let still = OptimizerConfig(learningRate: 0, momentum: 0, nesterov: false, weightDecay: 0)
    let fa = try network.engine(.fa) { $0.feedback.optimizer = still }
    let wm = try network.engine(.fa) {
      $0.method = "weight-mirror"
      $0.feedback.optimizer = still
    }
    var batches = Batches(seed: 3)
    for _ in 0..<3 {
      let (x, labels) = network.batch(&batches)
      try fa.step(x: x, labels: labels)
      try wm.step(x: x, labels: labels)
    }
    #expect(try fa.tensors == wm.tensors)
  }

  @Test func `the noise is the same with any number of threads, and another in every step and block`() throws
  {
    let engines = try [1, 3].map { threads in
      try NetworkCase.conv2.engine(.fa, threads: threads) { $0.method = "weight-mirror" }
    }
    var batches = Batches(seed: 4)
    var matrices: [[Double]] = []
    for _ in 0..<2 {
      let (x, labels) = NetworkCase.conv2.batch(&batches)
      for engine in engines { try engine.gradients(x: x, labels: labels) }
      matrices.append(try engines[0].gradients["conv2.feedback"]!)
      expectClose(
        try engines[1].gradients["conv2.feedback"]!, matrices.last!, relative: 1e-6, "three threads")
      for engine in engines { try engine.step(x: x, labels: labels) }
    }
    #expect(matrices[0] != matrices[1])
  }
}
