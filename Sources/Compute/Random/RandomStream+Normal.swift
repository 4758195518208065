import Glibc

extension RandomStream {
  /// Two independent numbers from the standard normal distribution.
  ///
  /// - Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
  package mutating func normalPair() -> (Float, Float) {
    // From (0, 1], so that the logarithm is finite.
    let radius = (-2 * log(1 - Double(uniform()))).squareRoot()
    let turn = 2 * Double.pi * Double(uniform())
    return (Float(radius * cos(turn)), Float(radius * sin(turn)))
  }
}
