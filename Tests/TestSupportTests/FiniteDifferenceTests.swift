import Testing
import TestSupport

/// The reference's gradients against the slopes of what they are gradients of (spec T25, T26).
@Suite struct FiniteDifferenceTests {
  private let samples = 7
  private let x: [Double]
  private let labels: [Int]

  init() {
    var random = SeededGenerator(seed: 11)
    x = random.uniform(-2, 2, count: samples * 6)
    labels = random.labels(below: 3, count: samples)
  }

  private func network(
    _ method: ReferenceMethod, norm: Bool, _ activation: ReferenceActivation.Function
  ) -> ReferenceNetwork {
    var network = ReferenceNetwork.fullyConnected(
      inputs: 6, hidden: [5, 4], classes: 3, norm: norm, activation: activation)
    network.randomise(seed: 12, for: method)
    return network
  }

  @Test(arguments: [true, false], ReferenceActivation.Function.allCases)
  func `bp is the slope of the loss, for every parameter`(
    norm: Bool, activation: ReferenceActivation.Function
  ) {
    var network = network(.bp, norm: norm, activation)
    let gradients = network.gradients(.bp, x: x, labels: labels)
    #expect(gradients.keys.sorted() == network.parameters.keys.sorted())
    for (name, start) in network.parameters {
      let expected = FiniteDifference.slopes(start) { values in
        var moved = network
        moved[name] = values
        let logits = moved.forward(x, samples: samples, training: true)
        return ReferenceLoss(logits: logits, labels: labels, classes: 3).loss
      }
      // A bias before batch norm has no slope: what is left is rounding.
      expectClose(gradients[name]!, expected, relative: 1e-9, absolute: 1e-11, name)
    }
  }

  @Test func `bp's signal is the slope of the loss at the block's output`() {
    var network = network(.bp, norm: true, .relu)
    let pass = network.pass(.bp, x: x, labels: labels)
    for (index, block) in network.hidden.enumerated() {
      let expected = FiniteDifference.slopes(pass.activations[block.name]!) { activation in
        var value = activation
        var above = network
        for next in index + 1..<above.blocks.count {
          value = above.blocks[next].forward(value, samples: samples, training: true)
        }
        return ReferenceLoss(logits: value, labels: labels, classes: 3).loss
      }
      expectClose(pass.signals[block.name]!, expected, relative: 1e-9, block.name)
    }
  }

  @Test(
    arguments: [ReferenceMethod.fa, .kp, .dfa, .dkp, .drtp], [ReferenceActivation.Function.relu, .sigmoid])
  func `a block's gradients are the slopes of <signal, activation> at a fixed input`(
    method: ReferenceMethod, activation: ReferenceActivation.Function
  ) {
    var network = network(method, norm: true, activation)
    let pass = network.pass(method, x: x, labels: labels)
    var input = x
    for block in network.hidden {
      let signal = pass.signals[block.name]!
      for (name, start) in network.parameters where name.hasPrefix("\(block.name).") {
        let expected = FiniteDifference.slopes(start) { values in
          var moved = network
          moved[name] = values
          var local = moved.blocks.first { $0.name == block.name }!
          return FiniteDifference.dot(signal, local.forward(input, samples: samples, training: true))
        }
        expectClose(pass.gradients[name]!, expected, relative: 1e-9, absolute: 1e-11, "\(method) \(name)")
      }
      input = pass.activations[block.name]!
    }
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp])
  func `a direct signal is the slope of <what is sent, a Bᵀ> in a`(method: ReferenceMethod) {
    var network = network(method, norm: true, .relu)
    let pass = network.pass(method, x: x, labels: labels)
    var sent = pass.loss.error
    if method == .drtp {
      sent = labels.flatMap { label in (0..<3).map { $0 == label ? 1.0 / 7 : 0 } }
    }
    for block in network.hidden {
      let b = network["\(block.name).feedback"]
      let expected = FiniteDifference.slopes(pass.activations[block.name]!) { activation in
        FiniteDifference.dot(sent, ReferenceMatrix.timesTransposed(activation, b, inner: block.features))
      }
      expectClose(pass.signals[block.name]!, expected, relative: 1e-9, "\(method) \(block.name)")
    }
  }

  @Test func `dkp's B learns by the slope of <delta, a Bᵀ> in B`() {
    var network = network(.dkp, norm: true, .relu)
    let pass = network.pass(.dkp, x: x, labels: labels)
    for block in network.hidden {
      let name = "\(block.name).feedback"
      let expected = FiniteDifference.slopes(network[name]) { b in
        FiniteDifference.dot(
          pass.loss.error,
          ReferenceMatrix.timesTransposed(pass.activations[block.name]!, b, inner: block.features))
      }
      expectClose(pass.gradients[name]!, expected, relative: 1e-9, name)
    }
  }
}
