import Compute
import Glibc

/// A rectangle of a picture, in pixels.
struct CropWindow: Equatable {
  var top: Int
  var left: Int
  var height: Int
  var width: Int

  /// The part that a random resized crop takes of a picture of `height` x `width`.
  ///
  /// - Parameters:
  ///   - scale: shares of the picture's area, above 0 and up to 1.
  ///   - ratio: widths over heights, above 0 and finite.
  /// - Returns: a window of at least one pixel inside the picture.
  ///   Another C library may round `exp` and `log` otherwise and so, very rarely, move a border by a pixel.
  /// - Source: Szegedy et al., "Going deeper with convolutions", section 6, in the form that torchvision's
  ///   `RandomResizedCrop` gave it.
  static func randomPart(
    height: Int, width: Int, scale: ClosedRange<Double>, ratio: ClosedRange<Double>,
    from stream: inout RandomStream
  ) -> CropWindow {
    let area = Double(height * width)
    let low = log(ratio.lowerBound)
    let high = log(ratio.upperBound)
    for _ in 0..<10 {
      let share = scale.lowerBound + (scale.upperBound - scale.lowerBound) * Double(stream.uniform())
      let aspect = exp(low + (high - low) * Double(stream.uniform()))
      // Compared before they are whole numbers: an absurd ratio gives more than an integer holds.
      let w = (area * share * aspect).squareRoot().rounded(.toNearestOrEven)
      let h = (area * share / aspect).squareRoot().rounded(.toNearestOrEven)
      guard w >= 1 && w <= Double(width) && h >= 1 && h <= Double(height) else { continue }
      let top = stream.below(height - Int(h) + 1)
      let left = stream.below(width - Int(w) + 1)
      return CropWindow(top: top, left: left, height: Int(h), width: Int(w))
    }
    return centralPart(height: height, width: width, ratio: ratio)
  }

  /// The largest part in the middle whose width over height lies in `ratio`, to whole pixels.
  static func centralPart(height: Int, width: Int, ratio: ClosedRange<Double>) -> CropWindow {
    let own = Double(width) / Double(height)
    var h = height
    var w = width
    // At least one pixel, where torchvision would ask for a picture without any.
    if own < ratio.lowerBound {
      h = max(1, Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven)))
    } else if own > ratio.upperBound {
      w = max(1, Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven)))
    }
    return CropWindow(top: (height - h) / 2, left: (width - w) / 2, height: h, width: w)
  }

  /// The middle square of a picture that is at least as large. Halves are rounded to the even offset.
  static func middle(_ size: Int, height: Int, width: Int) -> CropWindow {
    func offset(_ length: Int) -> Int { Int((Double(length - size) / 2).rounded(.toNearestOrEven)) }
    return CropWindow(top: offset(height), left: offset(width), height: size, width: size)
  }
}
