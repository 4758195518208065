import Foundation
import Testing
import TestSupport

/// Each part of the reference against numbers worked out by hand; the working is beside the number.
@Suite struct ReferenceLayerTests {
  @Test func `linear: z = x Wᵀ + b and its three gradients`() {
    var layer = ReferenceLinear(inputs: 2, outputs: 3)
    layer.parameters = ["weight": [1, 2, 3, 4, 5, 6], "bias": [0, 10, 20]]
    // (1*1 + 2*-1, 3*1 + 4*-1 + 10, 5*1 + 6*-1 + 20), then x = (2, 0).
    #expect(layer.forward([1, -1, 2, 0], samples: 2, training: true) == [-1, 9, 19, 2, 16, 30])
    let signal: [Double] = [1, 0, 2, 0, 1, -1]
    let gradients = layer.parameterGradients(signal)
    // Rows: 1*(1,-1); 1*(2,0); 2*(1,-1) - (2,0).
    #expect(gradients["weight"] == [1, -1, 2, 0, 0, -2])
    #expect(gradients["bias"] == [1, 1, 1])
    // (1*1 + 2*5, 1*2 + 2*6), (3 - 5, 4 - 6).
    #expect(layer.inputGradient(signal, feedback: nil) == [11, 14, -2, -2])
    #expect(layer.inputGradient(signal, feedback: [1, 0, 0, 1, 0, 0]) == [1, 0, 0, 1])
  }

  @Test func `batch norm: batch statistics in training, running ones in evaluation`() {
    var layer = ReferenceBatchNorm(features: 1)
    layer.parameters = ["norm.weight": [2], "norm.bias": [1]]
    // Mean 2, biased variance 1, unbiased 2.
    let unit = 1 / (1 + 1e-5).squareRoot()
    #expect(layer.forward([1, 3], samples: 2, training: true) == [1 - 2 * unit, 1 + 2 * unit])
    expectClose(layer.statistics["norm.running_mean"]!, [0.2], relative: 1e-15, "0 + 0.1 * (2 - 0)")
    expectClose(layer.statistics["norm.running_var"]!, [1.1], relative: 1e-15, "1 + 0.1 * (2 - 1)")
    expectClose(
      layer.forward([0.2, 1.3], samples: 2, training: false),
      [1, 1 + 2 * 1.1 / (1.1 + 1e-5).squareRoot()], relative: 1e-15, "evaluation")
    // Evaluation is not remembered: these are still the gradients at (1, 3).
    let gradients = layer.parameterGradients([1, 3])
    expectClose(gradients["norm.weight"]!, [2 * unit], relative: 1e-15, "-unit + 3 unit")
    #expect(gradients["norm.bias"] == [4])
    // Normalised -unit and unit; 2 unit (s - mean(s) - normalised * unit) with s - mean(s) = -1 and 1.
    let inner = 1 - unit * unit
    expectClose(
      layer.inputGradient([1, 3], feedback: nil), [-2 * unit * inner, 2 * unit * inner], relative: 1e-9,
      "input")
  }

  @Test func `activations: values and slopes`() {
    func slopes(_ function: ReferenceActivation.Function, _ z: [Double]) -> ([Double], [Double]) {
      var layer = ReferenceActivation(function)
      let a = layer.forward(z, samples: 1, training: true)
      return (a, layer.inputGradient([2, 2, 2], feedback: nil))
    }
    #expect(slopes(.relu, [-1, 0, 3]) == ([0, 0, 3], [0, 0, 2]))
    #expect(slopes(.identity, [-1, 0, 3]) == ([-1, 0, 3], [2, 2, 2]))
    // tanh(log 2) = (2 - 1/2) / (2 + 1/2) = 0.6, slope 1 - 0.36.
    let (a, da) = slopes(.tanh, [-log(2), 0, log(2)])
    expectClose(a, [-0.6, 0, 0.6], relative: 1e-15, "tanh")
    expectClose(da, [1.28, 2, 1.28], relative: 1e-15, "tanh'")
    // sigmoid(log 3) = 3/4, slope 3/16.
    let (s, ds) = slopes(.sigmoid, [-log(3), 0, log(3)])
    expectClose(s, [0.25, 0.5, 0.75], relative: 1e-15, "sigmoid")
    expectClose(ds, [0.375, 0.5, 0.375], relative: 1e-15, "sigmoid'")
  }

  @Test func `softmax cross-entropy: mean loss, accuracy, error over N, no overflow`() {
    // Softmax (3/4, 1/4) and (1/2, 1/2); labels 0 and 1; the first of two equal logits wins, so one is right.
    let loss = ReferenceLoss(logits: [log(3), 0, 1000, 1000], labels: [0, 1], classes: 2)
    expectClose([loss.loss], [(log(4.0 / 3) + log(2)) / 2], relative: 1e-15, "loss")
    #expect(loss.accuracy == 0.5)
    expectClose(loss.error, [-0.125, 0.125, 0.25, -0.25], relative: 1e-15, "error")
  }

  @Test func `alignment: mean cosine, zero norms count as orthogonal, degrees are clamped`() {
    // q = (1, 3) with h = (1, 0): 1/sqrt(10). q = (6, 16) with h = 0: 0.
    let cosine = ReferenceAlignment.meanCosine(
      activation: [1, 0, 2, 2], feedback: [1, 2, 3, 5], logits: [1, 0, 0, 0], classes: 2)
    expectClose([cosine], [0.5 / 10.0.squareRoot()], relative: 1e-15, "mean cosine")
    #expect(ReferenceAlignment.degrees(cosine: 0) == 90)
    #expect(ReferenceAlignment.degrees(cosine: 1 + 1e-15) == 0)
    #expect(ReferenceAlignment.degrees(cosine: -2) == 180)
  }

  @Test func `SGD: two steps of each kind, and no gradient means no decay`() {
    func two(_ momentum: Double, _ nesterov: Bool) -> [Double] {
      var sgd = ReferenceSGD(learningRate: 0.1, momentum: momentum, nesterov: nesterov, weightDecay: 0.1)
      var tensors: [String: [Double]] = ["p": [1], "frozen": [1]]
      for _ in 0..<2 { tensors = sgd.step(tensors, ["p": [0.5], "other": [9]]) }
      #expect(tensors["frozen"] == [1])
      #expect(tensors.count == 2)
      return tensors["p"]!
    }
    // g = 0.6, p = 0.94; g = 0.594, p = 0.8806.
    expectClose(two(0, false), [0.8806], relative: 1e-15, "plain")
    // v = 0.6, p = 0.94; v = 0.54 + 0.594 = 1.134, p = 0.8266.
    expectClose(two(0.9, false), [0.8266], relative: 1e-15, "momentum")
    // v = 0.6, p = 1 - 0.1 * 1.14 = 0.886; g = 0.5886, v = 1.1286, p = 0.886 - 0.1 * (0.5886 + 1.01574).
    expectClose(two(0.9, true), [0.725566], relative: 1e-15, "nesterov")
  }
}
