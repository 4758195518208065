import Compute
import Learning
import Testing
import TestSupport

/// The alignment angle (T23) and the loss, on numbers whose answer is known.
@Suite struct MeasureTests {
  /// The angle at the last hidden block, with the feedback made of the output weights.
  private func lastAngle(bias: Double = 0, feedback: ([Double]) -> [Double]) throws -> Double {
    let engine = try Engine(.dfa, hidden: [16, 5])
    try engine.set(["fc3.bias": [bias, 0, -bias], "fc2.feedback": feedback(try engine["fc3.weight"])])
    var batches = Batches(seed: 1)
    let (x, labels) = batches.next()
    return try engine.gradients(x: x, labels: labels)[.angle][1]
  }

  @Test func `T23: 0 degrees when B is the output weight and there is no bias, 180 for its negative`() throws
  {
    #expect(try lastAngle { $0 } < 0.1)
    #expect(try lastAngle { $0.map { -$0 } } > 179.9)
    #expect(try lastAngle { $0.map { 7 * $0 } } < 0.1)
    #expect(try lastAngle(bias: 1) { $0 } > 1)
  }

  @Test func `T23: a B of zeros is at 90 degrees`() throws {
    #expect(try lastAngle { $0.map { _ in 0 } } == 90)
  }

  @Test func `T23: degrees are clamped and NaN stays NaN`() {
    #expect(Angle.degrees(ofCosine: 1.0000001) == 0)
    #expect(Angle.degrees(ofCosine: -1.0000001) == 180)
    #expect(abs(Angle.degrees(ofCosine: 0.5) - 60) < 1e-9)
    #expect(Angle.degrees(ofCosine: .nan).isNaN)
  }

  @Test func `softmax cross-entropy of logits far apart and close together`() throws {
    let device = try Device(threads: 1)
    let logits = try Tensor(shape: [3, 3], on: device)
    let error = try Tensor(shape: [3, 3], on: device)
    let values: [Double] = [1000, -1000, 0, 0.5, 0.25, 0.125, -80, -80, -80]
    try logits.assign(values.map { Float($0) }, on: device)
    let labels = [0, 2, 1]
    let expected = ReferenceLoss(logits: values, labels: labels, classes: 3)
    let result = Loss.cross_entropy.evaluate(
      logits: logits, labels: labels.map { Int32($0) }, error: error)
    #expect(abs(result.loss - expected.loss) < 1e-6)
    #expect(result.correct == 1)
    expectClose(try error.values(on: device), expected.error, relative: 1e-6, "δ")
  }

  @Test func `a NaN among the logits makes the loss NaN and the answer wrong`() throws {
    let device = try Device(threads: 1)
    let logits = try Tensor(shape: [1, 3], on: device)
    try logits.assign([.nan, 1, 2], on: device)
    let result = Loss.cross_entropy.evaluate(logits: logits, labels: [0], error: nil)
    #expect(result.loss.isNaN)
    #expect(result.correct == 0)
  }

  @Test func `a label among the five largest logits counts for top-5, one that is sixth or NaN does not`()
    throws
  {
    let device = try Device(threads: 1)
    let logits = try Tensor(shape: [4, 7], on: device)
    // The label's rank: 0, 4, 5 (of equal ones the first comes first), and none.
    try logits.assign(
      [9, 1, 2, 3, 4, 5, 6, 1, 5, 6, 7, 8, 0, 0, 5, 6, 7, 8, 9, 5, 0, .nan, 1, 2, 3, 4, 5, 6], on: device)
    let result = Loss.cross_entropy.evaluate(logits: logits, labels: [0, 0, 5, 0], error: nil)
    #expect(result.correct == 1)
    #expect(result.correctInFive == 2)
  }
}
