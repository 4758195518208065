/// Slopes by trying: what every gradient of the reference is held against.
enum FiniteDifference {
  /// The slope of `value` in each number of `start`: central differences of fourth order, whose error is about
  /// step^4, so that the step need not be so small that rounding spoils it.
  static func slopes(_ start: [Double], step h: Double = 1e-4, of value: ([Double]) -> Double) -> [Double] {
    start.indices.map { index in
      func at(_ offset: Double) -> Double {
        var moved = start
        moved[index] += offset
        return value(moved)
      }
      return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
    }
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "a dot product of \(a.count) and \(b.count) numbers")
    return a.indices.reduce(0) { $0 + a[$1] * b[$1] }
  }
}
