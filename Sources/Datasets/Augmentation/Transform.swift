/// Something done to a picture's bytes before a network sees them.
///
/// The meaning of each is torchvision's on a PIL image, so that a published recipe can be taken over word for word.
/// Between two transforms a picture is bytes, rounded to the nearest as PIL rounds them; the normalisation comes after
/// the last. Sizes are in pixels.
///
/// - Source: <https://docs.pytorch.org/vision/stable/transforms.html>
package enum Transform: Sendable, Equatable {
  /// Mirrors left and right with this probability, 0 to 1.
  case horizontalFlip(probability: Double)
  /// A square of `size` from anywhere in the picture with `padding` pixels of byte 0 around it. All places are equally
  /// likely. Byte 0 and not value 0: padding is black, and after the normalisation whatever black becomes.
  case randomCrop(size: Int, padding: Int)
  /// A random part of the picture, of a share of its area drawn evenly from `scale` and a width over height drawn from
  /// `ratio` evenly in its logarithm, resized to a square of `size`. What does not fit is drawn again, ten times in
  /// all; then it is the largest central part whose ratio is allowed.
  case randomResizedCrop(size: Int, scale: ClosedRange<Double>, ratio: ClosedRange<Double>)
  /// Makes the shorter side this long and the other one as its share asks, cut to whole pixels.
  ///
  /// Bilinear and antialiased, as Pillow's: a triangle of weights as wide as two pixels of the coarser grid, so that
  /// every pixel counts when a picture shrinks.
  case resize(Int)
  /// The middle square of this size. Of two middles it is the one at an even offset, as Python rounds. A picture that
  /// is smaller is an error here, while torchvision would pad it: a network that sees mostly padding is no one's wish.
  case centerCrop(Int)
}

extension Transform {
  /// The longest side that a transform may ask for or give, and the thickest padding, in pixels.
  package static let longestSide = 4096

  /// Whether two pictures at the same place may come out differently.
  var isRandom: Bool {
    switch self {
    case .horizontalFlip, .randomCrop, .randomResizedCrop: true
    case .resize, .centerCrop: false
    }
  }
}

extension Transform: CustomStringConvertible {
  package var description: String {
    switch self {
    case .horizontalFlip(let probability): "horizontal_flip with probability \(probability)"
    case .randomCrop(let size, let padding): "random_crop of size \(size) with padding \(padding)"
    case .randomResizedCrop(let size, let scale, let ratio):
      "random_resized_crop to size \(size) with scale \(scale.lowerBound) to \(scale.upperBound) "
        + "and ratio \(ratio.lowerBound) to \(ratio.upperBound)"
    case .resize(let size): "resize to \(size)"
    case .centerCrop(let size): "center_crop of size \(size)"
    }
  }
}

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
