/// SplitMix64: a few lines of random numbers for tests, on purpose not the generator under test.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 16.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `count` numbers, uniform in [low, high).
  package mutating func uniform(_ low: Double, _ high: Double, count: Int) -> [Double] {
    (0..<count).map { _ in low + (high - low) * Double(next() >> 11) * 0x1p-53 }
  }

  /// `count` whole numbers from 0..<bound.
  package mutating func labels(below bound: Int, count: Int) -> [Int] {
    (0..<count).map { _ in Int(next() % UInt64(bound)) }
  }
}
