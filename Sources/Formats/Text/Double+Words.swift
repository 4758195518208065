extension Double {
  /// The value for people: "NaN" whatever its sign bit is, where Swift writes "-nan" for what most processors make of
  /// 0/0, and "inf", "-inf"; any other number with all its digits.
  package var words: String { isNaN ? "NaN" : "\(self)" }
}
