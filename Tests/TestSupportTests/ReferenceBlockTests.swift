import Foundation
import Testing
import TestSupport

/// A feedback point inside a block: what lies behind it must not touch an injected signal.
@Suite struct ReferenceBlockTests {
  private func block(_ layers: [any ReferenceLayer], feedbackPoint: Int? = nil) -> ReferenceBlock {
    var linear = ReferenceLinear(inputs: 2, outputs: 2)
    linear.parameters = ["weight": [1, 2, 3, -4], "bias": [0.5, 0]]
    return ReferenceBlock(name: "fc1", layers: [linear] + layers, features: 2, feedbackPoint: feedbackPoint)
  }

  @Test func `an injected signal starts at the feedback point, a backpropagated one at the output`() {
    let relu = ReferenceActivation(.relu)
    var short = block([relu])
    var long = block([relu, ReferenceActivation(.sigmoid)], feedbackPoint: 1)
    let x: [Double] = [0.1, 0.2, 0.3, -0.1]
    // z = (1, -0.5), (0.6, 1.3).
    let output = long.forward(x, samples: 2, training: true)
    expectClose(long.activation, [1, 0, 0.6, 1.3], relative: 1e-15, "activation at the point")
    expectClose(output, [1, 0, 0.6, 1.3].map { 1 / (1 + exp(-$0)) }, relative: 1e-15, "output")
    #expect(short.forward(x, samples: 2, training: true) == long.activation)

    let signal: [Double] = [1, 2, 3, 4]
    let injected = long.backward(injecting: signal)
    #expect(injected.gradients == short.backward(injecting: signal).gradients)
    #expect(injected.point == signal)
    #expect(injected.input.isEmpty)

    let back = long.backward(output: signal, feedback: nil, toInput: true)
    let atPoint = signal.indices.map { signal[$0] * output[$0] * (1 - output[$0]) }
    expectClose(back.point, atPoint, relative: 1e-15, "signal at the point")
    let below = short.backward(output: atPoint, feedback: nil, toInput: true)
    expectClose(back.gradients, below.gradients, relative: 1e-15, "gradient")
    expectClose(back.input, below.input, relative: 1e-15, "input")
  }

  @Test func `evaluation leaves the remembered training pass alone`() {
    var block = block([ReferenceBatchNorm(features: 2), ReferenceActivation(.tanh)])
    _ = block.forward([1, 2, 3, 5], samples: 2, training: true)
    let (activation, statistics) = (block.activation, block.layers[1].statistics)
    let gradients = block.backward(injecting: [1, 2, 3, 4]).gradients
    _ = block.forward([7, -2, 0, 0.5], samples: 2, training: false)
    #expect(block.activation == activation)
    #expect(block.layers[1].statistics == statistics)
    #expect(block.backward(injecting: [1, 2, 3, 4]).gradients == gradients)
  }
}
