extension Transform {
  /// The shape of what this makes of a picture of `shape`, after making sure that it can.
  ///
  /// A transform that passes here can not fail on a picture of that shape.
  ///
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)`` that names the transform, what it needs and what
  ///   it got.
  package func shape(of shape: SampleShape) throws(DatasetError) -> SampleShape {
    switch self {
    case .horizontalFlip(let probability):
      // NaN fails as well.
      guard probability >= 0 && probability <= 1 else {
        throw bad("a probability from 0 to 1", "\(probability)")
      }
      return shape
    case .randomCrop(let size, let padding):
      try checkSize(size)
      guard 0...Self.longestSide ~= padding else {
        throw bad("a padding from 0 to \(Self.longestSide)", "\(padding)")
      }
      guard size <= min(shape.height, shape.width) + 2 * padding else {
        let padded = "\(shape.height + 2 * padding)x\(shape.width + 2 * padding)"
        throw bad(
          "pictures of at least \(size)x\(size) when padded; resize before it, or pad more",
          "\(shape), which padded is \(padded)")
      }
      return square(size, of: shape)
    case .randomResizedCrop(let size, let scale, let ratio):
      try checkSize(size)
      guard scale.lowerBound > 0 && scale.upperBound <= 1 else {
        throw bad("a scale above 0 and up to 1", "\(scale.lowerBound) to \(scale.upperBound)")
      }
      guard ratio.lowerBound > 0 && ratio.upperBound.isFinite else {
        throw bad("a finite ratio above 0", "\(ratio.lowerBound) to \(ratio.upperBound)")
      }
      return square(size, of: shape)
    case .resize(let size):
      try checkSize(size)
      let resized = Self.resized(shape, to: size)
      guard max(resized.height, resized.width) <= Self.longestSide else {
        throw bad(
          "sides of at most \(Self.longestSide) pixels afterwards", "\(shape), which would become \(resized)")
      }
      return resized
    case .centerCrop(let size):
      try checkSize(size)
      guard size <= min(shape.height, shape.width) else {
        throw bad("pictures of at least \(size)x\(size); resize before it", "\(shape)")
      }
      return square(size, of: shape)
    }
  }

  /// The shape with the shorter side `size` long, aspect kept.
  static func resized(_ shape: SampleShape, to size: Int) -> SampleShape {
    let short = min(shape.height, shape.width)
    return SampleShape(
      channels: shape.channels, height: size * shape.height / short, width: size * shape.width / short)
  }

  private func square(_ size: Int, of shape: SampleShape) -> SampleShape {
    SampleShape(channels: shape.channels, height: size, width: size)
  }

  private func checkSize(_ size: Int) throws(DatasetError) {
    guard 1...Self.longestSide ~= size else {
      throw bad("a size from 1 to \(Self.longestSide)", "\(size)")
    }
  }

  private func bad(_ expected: String, _ found: String) -> DatasetError {
    .badSetting(name: "\(self)", expected: expected, found: found)
  }
}
