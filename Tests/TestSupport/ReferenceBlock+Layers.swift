extension ReferenceBlock {
  /// The weight of the parameter layer, which is the block's first.
  package var weight: [Double] { layers[0].parameters["weight"] ?? [] }

  /// How many numbers one output of the parameter layer is a sum over.
  package var fanIn: Int { weight.count / (layers[0].parameters["bias"]?.count ?? 1) }

  /// Whether the parameter layer is a convolution.
  package var isConvolutional: Bool { layers[0] is ReferenceConvolution }

  /// The mask of the block's dropout layer, [N, ...]; nil for a block without one.
  package var mask: [Double]? {
    get { layers.lazy.compactMap { $0 as? ReferenceDropout }.first?.mask }
    set {
      let places = layers.indices.filter { layers[$0] is ReferenceDropout }
      guard places.count == 1, var dropout = layers[places[0]] as? ReferenceDropout else {
        preconditionFailure("a mask for \(name), which has \(places.count) dropout layers and not one")
      }
      dropout.mask = newValue ?? []
      layers[places[0]] = dropout
    }
  }
}
