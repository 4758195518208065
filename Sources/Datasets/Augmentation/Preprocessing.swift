/// What happens to every picture between its file and a network.
package struct Preprocessing: Sendable, Equatable {
  /// The last step of both halves: from bytes to values.
  package var normalization: Normalization
  /// Done to training pictures, in this order.
  package var train: [Transform]
  /// Done to test pictures, in this order; nothing random, as a rule.
  package var test: [Transform]

  package init(normalization: Normalization = .half, train: [Transform] = [], test: [Transform] = []) {
    self.normalization = normalization
    self.train = train
    self.test = test
  }

  /// Onto [-1, 1], and nothing else.
  package static let plain = Preprocessing()

  /// The shape of a picture of `shape` after all of `transforms`, one after the other.
  ///
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)`` that names the first transform that can not be, what
  ///   it needs and the shape that it would get.
  package static func shape(
    of shape: SampleShape, after transforms: [Transform]
  ) throws(DatasetError) -> SampleShape {
    var shape = shape
    for transform in transforms { shape = try transform.shape(of: shape) }
    return shape
  }
}
