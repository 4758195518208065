import Testing
import TestSupport

/// Identities that hold exactly in real numbers, named as in the specification (T1, T2, ...), at double precision.
@Suite struct ReferenceIdentityTests {
  private let samples = 8
  private let classes = 3
  private let x: [Double]
  private let labels: [Int]

  init() {
    var random = SeededGenerator(seed: 21)
    x = random.uniform(-2, 2, count: samples * 6)
    labels = random.labels(below: classes, count: samples)
  }

  private func network(
    _ method: ReferenceMethod, hidden: [Int] = [7, 5], norm: Bool = true,
    activation: ReferenceActivation.Function = .relu
  ) -> ReferenceNetwork {
    var network = ReferenceNetwork.fullyConnected(
      inputs: 6, hidden: hidden, classes: classes, norm: norm, activation: activation)
    network.randomise(seed: 22, for: method)
    return network
  }

  private func gradients(_ method: ReferenceMethod, _ network: ReferenceNetwork) -> [String: [Double]] {
    var network = network
    return network.gradients(method, x: x, labels: labels)
  }

  /// The network after `steps` steps of both optimizers with the same settings.
  private func trained(_ method: ReferenceMethod, _ network: ReferenceNetwork, steps: Int) -> ReferenceNetwork
  {
    let sgd = ReferenceSGD(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01)
    var trainer = ReferenceTrainer(network, method: method, optimizer: sgd, feedbackOptimizer: sgd)
    for _ in 0..<steps { _ = trainer.step(x: x, labels: labels) }
    return trainer.network
  }

  private func weights(_ network: ReferenceNetwork) -> [String: [Double]] {
    network.tensors.filter { !$0.key.hasSuffix("feedback") }
  }

  private func close(_ actual: [String: [Double]], _ expected: [String: [Double]], _ name: String) {
    expectClose(actual, expected, relative: 1e-10, absolute: 1e-14, name)
  }

  @Test func `T1 and T2: fa with B = W is bp, and kp that starts there stays bp`() {
    var network = network(.kp)
    for name in ["fc2", "fc3"] { network["\(name).feedback"] = network["\(name).weight"] }
    close(gradients(.fa, network), gradients(.bp, network), "fa")
    let kp = trained(.kp, network, steps: 5)
    close(weights(kp), weights(trained(.bp, network, steps: 5)), "kp after 5 steps")
    close(["B": kp["fc2.feedback"]], ["B": kp["fc2.weight"]], "kp's B")
  }

  @Test func `T5: dkp's last B learns by the output weight's gradient`() {
    let gradients = gradients(.dkp, network(.dkp))
    #expect(gradients["fc2.feedback"] == gradients["fc3.weight"])
  }

  @Test func `T6: with one hidden layer dfa with B = W is bp, and dkp that starts there stays bp`() {
    var network = network(.dkp, hidden: [7])
    network["fc1.feedback"] = network["fc2.weight"]
    close(gradients(.dfa, network), gradients(.bp, network), "dfa")
    close(
      weights(trained(.dkp, network, steps: 10)), weights(trained(.bp, network, steps: 10)),
      "dkp after 10 steps")
  }

  @Test func `T7: in a deep linear network dfa with the product of the weights above is bp`() {
    var network = network(.dfa, hidden: [7, 5, 4], norm: false, activation: .identity)
    network["fc3.feedback"] = network["fc4.weight"]
    network["fc2.feedback"] = ReferenceMatrix.times(network["fc4.weight"], network["fc3.weight"], inner: 4)
    network["fc1.feedback"] = ReferenceMatrix.times(network["fc2.feedback"], network["fc2.weight"], inner: 5)
    close(gradients(.dfa, network), gradients(.bp, network), "dfa")
  }

  @Test func `T8: the gradients of B and of the output weight sum to zero over the classes`() {
    let gradients = gradients(.dkp, network(.dkp))
    for (name, n) in [("fc1.feedback", 7), ("fc2.feedback", 5), ("fc3.weight", 5)] {
      let gradient = gradients[name]!
      let sums = (0..<n).map { unit in (0..<classes).reduce(0) { $0 + gradient[$1 * n + unit] } }
      expectClose(sums, [Double](repeating: 0, count: n), relative: 0, absolute: 1e-15, name)
      #expect(gradient.map(abs).max()! > 0.01)
    }
  }

  @Test func `T9: a row added to every row of B changes dfa and dkp nowhere, drtp everywhere`() {
    let plain = network(.dfa)
    var shifted = plain
    var random = SeededGenerator(seed: 23)
    for (name, n) in [("fc1.feedback", 7), ("fc2.feedback", 5)] {
      let row = random.uniform(-1, 1, count: n)
      shifted[name] = plain[name].indices.map { plain[name][$0] + row[$0 % n] }
    }
    close(gradients(.dfa, shifted), gradients(.dfa, plain), "dfa")
    close(gradients(.dkp, shifted), gradients(.dkp, plain), "dkp")
    let drtp = Closeness(
      gradients(.drtp, shifted)["fc1.weight"]!, gradients(.drtp, plain)["fc1.weight"]!, relative: 0.1,
      absolute: 0)
    #expect(!drtp.isClose)
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp, .sdfa])
  func `T10: classes in another order leave the hidden gradients alone`(method: ReferenceMethod) {
    let plain = network(method)
    var permuted = plain
    // Class c is called order[c] now.
    let order = [2, 0, 1]
    for name in ["fc1.feedback", "fc2.feedback", "fc3.weight", "fc3.bias"] {
      permuted[name] = rows(plain[name], to: order)
    }
    let expected = gradients(method, plain)
    let actual = permuted.gradients(method, x: x, labels: labels.map { order[$0] })
    for (name, gradient) in expected {
      let moves = name.hasSuffix("feedback") || name.hasPrefix("fc3")
      close([name: actual[name]!], [name: moves ? rows(gradient, to: order) : gradient], "\(method)")
    }
  }

  private func rows(_ matrix: [Double], to order: [Int]) -> [Double] {
    let n = matrix.count / classes
    var moved = matrix
    for c in 0..<classes {
      for unit in 0..<n { moved[order[c] * n + unit] = matrix[c * n + unit] }
    }
    return moved
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp, .sdfa])
  func `T11: signals are linear in B, and hidden gradients scale with it`(method: ReferenceMethod) {
    var one = network(method)
    var two = one
    var sum = one
    var random = SeededGenerator(seed: 24)
    for name in ["fc1.feedback", "fc2.feedback"] {
      two[name] = random.uniform(-1, 1, count: one[name].count)
      sum[name] = one[name].indices.map { one[name][$0] + two[name][$0] }
    }
    var tripled = one
    for name in ["fc1.feedback", "fc2.feedback"] { tripled[name] = one[name].map { 3 * $0 } }
    let a = one.pass(method, x: x, labels: labels)
    let b = two.pass(method, x: x, labels: labels)
    let both = sum.pass(method, x: x, labels: labels)
    for name in ["fc1", "fc2"] {
      let expected = a.signals[name]!.indices.map { a.signals[name]![$0] + b.signals[name]![$0] }
      close([name: both.signals[name]!], [name: expected], "sum")
    }
    for (name, gradient) in tripled.gradients(method, x: x, labels: labels) {
      let hidden = !name.hasPrefix("fc3") && !name.hasSuffix("feedback")
      close([name: gradient], [name: a.gradients[name]!.map { hidden ? 3 * $0 : $0 }], "scale")
    }
  }

  @Test func `T21: a dfa signal has rank classes - 1, drtp's one more`() {
    var network = network(.dfa)
    let dfa = network.pass(.dfa, x: x, labels: labels).signals
    let drtp = network.pass(.drtp, x: x, labels: labels).signals
    for (name, n) in [("fc1", 7), ("fc2", 5)] {
      #expect(rank(dfa[name]!, columns: n) == classes - 1)
      #expect(rank(drtp[name]!, columns: n) == classes)
    }
  }

  /// How many rows remain after taking out of each, in order of size, what it has in common with those before it.
  private func rank(_ matrix: [Double], columns: Int) -> Int {
    var left = stride(from: 0, to: matrix.count, by: columns).map { Array(matrix[$0..<$0 + columns]) }
    let whole = left.map(norm).max()!
    var rank = 0
    while let pivot = left.max(by: { norm($0) < norm($1) }), norm(pivot) > 1e-10 * whole {
      rank += 1
      let length = norm(pivot)
      left = left.map { row in
        let along = zip(row, pivot).reduce(0) { $0 + $1.0 * $1.1 } / (length * length)
        return zip(row, pivot).map { $0 - along * $1 }
      }
    }
    return rank
  }

  private func norm(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
