extension ReferenceNetwork {
  /// A tensor by the design's name: `fc1.weight`, `fc1.norm.running_mean`, `fc1.feedback`; row-major.
  ///
  /// A name the network does not have, or a count that does not fit, is a mistake of the test and stops it.
  package subscript(name: String) -> [Double] {
    get {
      guard let values = tensors[name] else {
        preconditionFailure("no tensor \(name); there are \(tensors.keys.sorted())")
      }
      return values
    }
    set {
      let (index, key) = locate(name)
      if key == "feedback" {
        let sizes = [classes * blocks[index].features, blocks[index].weight.count]
        precondition(
          sizes.contains(newValue.count), "\(name) takes one of \(sizes) numbers, got \(newValue.count)")
        feedback[blocks[index].name] = newValue
        return
      }
      for layer in blocks[index].layers.indices {
        if blocks[index].layers[layer].setTensor(key, newValue) { return }
      }
      preconditionFailure("no tensor \(name); there are \(tensors.keys.sorted())")
    }
  }

  /// What the forward optimizer changes.
  package var parameters: [String: [Double]] { collect { $0.parameters } }

  /// Everything a checkpoint of this network would hold: parameters, running statistics, feedback.
  package var tensors: [String: [Double]] {
    collect { $0.parameters.merging($0.statistics) { own, _ in own } }
      .merging(feedbackTensors) { own, _ in own }
  }

  /// What the feedback optimizer may change, by the names `fc1.feedback`.
  package var feedbackTensors: [String: [Double]] {
    Dictionary(uniqueKeysWithValues: feedback.map { ("\($0.key).feedback", $0.value) })
  }

  /// Sets each of the named tensors and leaves the others.
  package mutating func set(_ tensors: [String: [Double]]) {
    for (name, values) in tensors { self[name] = values }
  }

  /// Fills every tensor from one seed: weights and biases uniform in +-1/sqrt(inputs), gamma in 0.5 to 1.5, beta in
  /// +-0.5, and the feedback matrices that `method` needs uniform in +-sqrt(6/fan in). Nothing is left at a value
  /// (zero, one) behind which an error could hide.
  package mutating func randomise(seed: UInt64, for method: ReferenceMethod) {
    var random = SeededGenerator(seed: seed)
    for block in blocks {
      for name in collect({ $0.parameters }).keys.sorted() where name.hasPrefix("\(block.name).") {
        let count = self[name].count
        switch name.dropFirst(block.name.count + 1) {
        case "norm.weight": self[name] = random.uniform(0.5, 1.5, count: count)
        case "norm.bias": self[name] = random.uniform(-0.5, 0.5, count: count)
        default:
          let bound = 1 / Double(block.fanIn).squareRoot()
          self[name] = random.uniform(-bound, bound, count: count)
        }
      }
    }
    feedback = [:]
    for block in feedbackBlocks(of: method) {
      let fanIn = method.isDirect ? block.features : block.fanIn
      let count = method.isDirect ? classes * block.features : block.weight.count
      let bound = (6 / Double(fanIn)).squareRoot()
      feedback[block.name] = random.uniform(-bound, bound, count: count)
    }
  }

  /// The blocks that have a feedback matrix of their own under `method`: a direct method's points, or what is above
  /// a serial method's.
  package func feedbackBlocks(of method: ReferenceMethod) -> [ReferenceBlock] {
    guard method.storesFeedback else { return [] }
    return blocks.indices.filter { isPoint(method.isDirect ? $0 : $0 - 1) }.map { blocks[$0] }
  }

  private func collect(_ part: (any ReferenceLayer) -> [String: [Double]]) -> [String: [Double]] {
    var all: [String: [Double]] = [:]
    for block in blocks {
      for layer in block.layers {
        for (key, values) in part(layer) { all["\(block.name).\(key)"] = values }
      }
    }
    return all
  }

  private func locate(_ name: String) -> (index: Int, key: String) {
    for (index, block) in blocks.enumerated() where name.hasPrefix("\(block.name).") {
      return (index, String(name.dropFirst(block.name.count + 1)))
    }
    preconditionFailure("no block for \(name); there are \(blocks.map(\.name))")
  }
}
