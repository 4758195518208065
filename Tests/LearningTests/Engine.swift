import Compute
import Learning
import Testing
import TestSupport

/// The engine under test beside the reference it is judged by: the same structure, the same numbers in both.
struct Engine {
  let device: Device
  let learner: Learner
  let method: ReferenceMethod
  let samples: Int

  /// - Parameters:
  ///   - blocks: what the reference is built from too, the output block last.
  ///   - configure: changes the standard settings (no momentum, no decay, learning rates 0.1).
  init(
    _ method: ReferenceMethod, input: ReferenceShape, blocks: [ReferenceBlockPlan], samples: Int,
    seed: UInt64 = 1, threads: Int = 2, configure: (inout LearnerConfig) -> Void = { _ in }
  ) throws {
    let plain = OptimizerConfig(learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0)
    var config = LearnerConfig(method: method.rawValue, batchSize: samples, optimizer: plain)
    config.feedback.optimizer = plain
    // For the tests that look at them.
    config.keepsSignals = true
    configure(&config)
    self.method = method
    self.samples = samples
    device = try Device(threads: threads)
    let spec = NetworkSpec(
      input: [input.channels, input.height, input.width], blocks: BlockSpec.list(of: blocks))
    try spec.shapes(classes: spec.classes)
    learner = try Learner(config, network: spec, seed: seed, on: device)
  }

  /// A fully connected network.
  ///
  /// - Parameter hidden: width of each hidden block. Widths that are multiples of 16 take the blocked kernels, others
  ///   do not.
  init(
    _ method: ReferenceMethod, inputs: Int = 6, hidden: [Int] = [7, 5], classes: Int = 3, samples: Int = 8,
    norm: Bool = true, seed: UInt64 = 1, threads: Int = 2, configure: (inout LearnerConfig) -> Void = { _ in }
  ) throws {
    let blocks = hidden.map {
      ReferenceBlockPlan.linear($0, norm ? [.norm, .activation(.relu)] : [.activation(.relu)])
    }
    try self.init(
      method, input: ReferenceShape(channels: inputs), blocks: blocks + [.linear(classes)], samples: samples,
      seed: seed, threads: threads, configure: configure)
  }

  /// Sets tensors by name; names that this method has no tensor for are left out. The feedback of sign symmetry is
  /// its magnitudes.
  func set(_ tensors: [String: [Double]]) throws {
    for (name, magnitude) in magnitudeTensors {
      if let values = tensors[name] { try magnitude.assign(values.map { Float($0) }, on: device) }
    }
    for tensor in learner.tensors {
      if let values = tensors[tensor.name] { try tensor.assign(values.map { Float($0) }, on: device) }
    }
  }

  /// Sign symmetry's |M| by the names of feedback tensors.
  var magnitudeTensors: [String: Tensor] {
    guard let signs = learner.rule.feedback as? SignFeedback else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: signs.matrices.map {
        ("\(learner.network.spec.blocks[$0.key].name).feedback", $0.value.magnitude)
      })
  }

  subscript(name: String) -> [Double] {
    get throws {
      let found = try #require(learner.tensors.first { $0.name == name }, "no tensor \(name)")
      return try found.values(on: device).map(Double.init)
    }
  }

  var tensors: [String: [Double]] {
    get throws {
      var all: [String: [Double]] = [:]
      for tensor in learner.tensors { all[tensor.name] = try tensor.values(on: device).map(Double.init) }
      return all
    }
  }

  /// Gradients of the last batch by name.
  var gradients: [String: [Double]] {
    get throws {
      var all: [String: [Double]] = [:]
      for parameter in learner.groups.flatMap(\.parameters) {
        all[parameter.name] = try parameter.gradient.values(on: device).map(Double.init)
      }
      return all
    }
  }

  /// The learning signal of each hidden block in the last batch.
  var signals: [String: [Double]] {
    get throws {
      var all: [String: [Double]] = [:]
      for block in try learner.network.pass(batchSize: samples, mode: .training).hidden {
        all[block.block.spec.name] = try block.signal(on: device)
      }
      return all
    }
  }

  @discardableResult
  func gradients(x: [Double], labels: [Int]) throws -> Learner.StepResult {
    try withBatch(x, labels) { try learner.gradients(pixels: $0, labels: $1) }
  }

  @discardableResult
  func step(x: [Double], labels: [Int]) throws -> Learner.StepResult {
    try withBatch(x, labels) { try learner.step(pixels: $0, labels: $1) }
  }

  func evaluate(x: [Double], labels: [Int]) throws -> Measurements {
    try withBatch(x, labels) { try learner.evaluate(pixels: $0, labels: $1) }
  }

  private func withBatch<Result>(
    _ x: [Double], _ labels: [Int],
    _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int32>) throws -> Result
  ) throws -> Result {
    let pixels = x.map { Float($0) }
    return try pixels.withUnsafeBufferPointer { pixels in
      try labels.map { Int32($0) }.withUnsafeBufferPointer { try body(pixels, $0) }
    }
  }
}

extension BlockSpec {
  /// The engine's form of the reference's plans, with the names that both give.
  static func list(of plans: [ReferenceBlockPlan]) -> [BlockSpec] {
    var (convolutions, linears) = (0, 0)
    return plans.map { plan in
      switch plan.layer {
      case .convolution(let outputs, let kernel, let stride, let padding):
        convolutions += 1
        return BlockSpec(
          name: "conv\(convolutions)",
          layer: .convolution(outputs: outputs, Window(kernel, stride: stride, padding: padding)),
          stages: plan.steps.map(Stage.init))
      case .linear(let outputs):
        linears += 1
        return BlockSpec(
          name: "fc\(linears)", layer: .linear(outputs: outputs), stages: plan.steps.map(Stage.init))
      }
    }
  }
}

extension BlockSpec.Stage {
  fileprivate init(_ step: ReferenceBlockPlan.Step) {
    switch step {
    case .norm: self = .batchNorm
    case .activation(let function): self = .activation(Activation.Function(rawValue: function.rawValue)!)
    case .maxPool(let kernel, let stride, let padding):
      self = .pooling(.maximum, Window(kernel, stride: stride, padding: padding))
    case .averagePool(let kernel, let stride, let padding):
      self = .pooling(.average, Window(kernel, stride: stride, padding: padding))
    case .dropout(let probability): self = .dropout(probability)
    }
  }
}

extension BlockPass {
  /// s in row-major order.
  fileprivate func signal(on device: Device) throws -> [Double] {
    try pointGradient().viewed(as: pointLayout, on: device).values(on: device).map(Double.init)
  }
}

/// Each gradient within 1e-5 of its tensor's largest number.
///
/// A bias before a batch norm has a gradient of exactly zero (T15), so rounding is all there is in it: it is held
/// against the same block's weight gradient instead.
func expectGradients(
  _ actual: [String: [Double]], _ expected: [String: [Double]],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.keys.sorted() == expected.keys.sorted(), sourceLocation: sourceLocation)
  for (name, values) in expected.sorted(by: { $0.key < $1.key }) {
    let block = name.prefix { $0 != "." }
    let isNormalised = name == "\(block).bias" && expected["\(block).norm.bias"] != nil
    let size = expected["\(block).weight"]?.map(abs).max() ?? 0
    expectClose(
      actual[name] ?? [], isNormalised ? values.map { _ in 0 } : values, relative: 1e-5,
      absolute: isNormalised ? 1e-5 * size : 0, "gradient of \(name)", sourceLocation: sourceLocation)
  }
}

/// Batches of random numbers, exact in float32.
struct Batches {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func next(inputs: Int = 6, classes: Int = 3, samples: Int = 8) -> (x: [Double], labels: [Int]) {
    let x = random.uniform(-2, 2, count: samples * inputs).map { Double(Float($0)) }
    return (x, random.labels(below: classes, count: samples))
  }
}

extension ReferenceNetwork {
  /// Random tensors that a float32 engine can hold exactly.
  mutating func randomiseInFloat(seed: UInt64, for method: ReferenceMethod) {
    randomise(seed: seed, for: method)
    set(tensors.mapValues { $0.map { Double(Float($0)) } })
  }
}
