import Glibc

extension RandomStream {
  /// Four independent numbers from the standard normal distribution, made of ``block(row:column:)``: for numbers whose
  /// place is known, which several threads can then draw at the same time.
  package func normals(row: UInt32, column: UInt32) -> SIMD4<Float> {
    let words = block(row: row, column: column)
    let (first, second) = (Self.normalPair(words[0], words[1]), Self.normalPair(words[2], words[3]))
    return [first.0, first.1, second.0, second.1]
  }

  /// Two independent numbers from the standard normal distribution.
  ///
  /// - Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
  package mutating func normalPair() -> (Float, Float) {
    let word = next32()
    return Self.normalPair(word, next32())
  }

  private static func normalPair(_ first: UInt32, _ second: UInt32) -> (Float, Float) {
    // From (0, 1], so that the logarithm is finite.
    let radius = (-2 * log(1 - Double(uniform(first)))).squareRoot()
    let turn = 2 * Double.pi * Double(uniform(second))
    return (Float(radius * cos(turn)), Float(radius * sin(turn)))
  }
}
