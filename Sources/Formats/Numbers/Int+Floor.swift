extension Int {
  /// The whole part of the quotient, rounded down and not towards 0: -1 by 8 is -1.
  ///
  /// - Parameter divisor: at least 1.
  package func floored(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
