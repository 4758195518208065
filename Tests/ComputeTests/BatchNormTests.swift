import Compute
import Testing
import TestSupport

/// Batch normalisation with and without the fused ReLU, on widths of whole vectors, of more than one, and of less.
@Suite struct BatchNormTests {
  @Test(arguments: [(8, 16), (50, 64), (7, 5), (2, 1), (33, 48), (9, 50)], [true, false])
  func `forward, backward and inference as in double precision`(shape: (Int, Int), relu: Bool) throws {
    let (samples, channels) = shape
    let device = try Device(threads: 2)
    var random = SeededGenerator(seed: 1)
    func draw(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
      random.uniform(low, high, count: count).map { Double(Float($0)) }
    }
    func tensor(_ values: [Double], _ shape: [Int]) throws -> Tensor {
      let tensor = try Tensor(shape: shape, on: device)
      try tensor.assign(values.map { Float($0) }, on: device)
      return tensor
    }
    let x = draw(-2, 2, samples * channels)
    let signal = draw(-1, 1, samples * channels)
    var norm = ReferenceBatchNorm(features: channels)
    norm.parameters = ["norm.weight": draw(0.5, 1.5, channels), "norm.bias": draw(-0.5, 0.5, channels)]
    var activation = ReferenceActivation(relu ? .relu : .identity)
    let y = activation.forward(
      norm.forward(x, samples: samples, training: true), samples: samples, training: true)
    let inner = activation.inputGradient(signal, feedback: nil)

    let layout = Layout([samples, channels])
    let batchNorm = try BatchNorm(layout: layout, fusesReLU: relu, on: device)
    let input = try tensor(x, [samples, channels])
    let output = try Tensor(layout, on: device)
    let scale = try tensor(norm.parameters["norm.weight"]!, [channels])
    let shift = try tensor(norm.parameters["norm.bias"]!, [channels])
    let (mean, variance) = (
      try Tensor(shape: [channels], on: device), try Tensor(shape: [channels], on: device)
    )
    let workspace = try batchNorm.workspaceLayout.map { try Tensor($0, on: device) }
    try batchNorm.forwardTraining(
      input: input, scale: scale, shift: shift, output: output, mean: mean, variance: variance,
      workspace: workspace
    ).run()
    expectClose(try output.values(on: device), y, relative: 1e-5, absolute: 1e-6, "y")

    let gradients = norm.parameterGradients(inner)
    let inputGradient = try Tensor(layout, on: device)
    let scaleGradient = try Tensor(shape: [channels], on: device)
    let shiftGradient = try Tensor(shape: [channels], on: device)
    try batchNorm.backward(
      input: input, outputGradient: tensor(signal, [samples, channels]), scale: scale, shift: shift,
      mean: mean,
      variance: variance, workspace: workspace, inputGradient: inputGradient, scaleGradient: scaleGradient,
      shiftGradient: shiftGradient
    ).run()
    expectClose(
      try inputGradient.values(on: device), norm.inputGradient(inner, feedback: nil), relative: 1e-5,
      absolute: 1e-5, "dx")
    expectClose(
      try scaleGradient.values(on: device), gradients["norm.weight"]!, relative: 1e-5, absolute: 1e-5, "dγ")
    expectClose(
      try shiftGradient.values(on: device), gradients["norm.bias"]!, relative: 1e-5, absolute: 1e-6, "dβ")

    try batchNorm.forwardInference(
      input: input, scale: scale, shift: shift, mean: mean, variance: variance, output: output
    ).run()
    expectClose(
      try output.values(on: device), y, relative: 1e-5, absolute: 1e-6, "inference with the same statistics")
  }
}
