/// The three matrix products a linear layer needs, as plain loops. All matrices are row-major.
package enum ReferenceMatrix {
  /// a bᵀ: `a` is [rows, inner], `b` is [columns, inner]; the result is [rows, columns].
  package static func timesTransposed(_ a: [Double], _ b: [Double], inner: Int) -> [Double] {
    let rows = a.count / inner
    let columns = b.count / inner
    check(a.count == rows * inner && b.count == columns * inner, a, b, "inner size \(inner)")
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for k in 0..<inner { sum += a[row * inner + k] * b[column * inner + k] }
        result[row * columns + column] = sum
      }
    }
    return result
  }

  /// a b: `a` is [rows, inner], `b` is [inner, columns]; the result is [rows, columns].
  package static func times(_ a: [Double], _ b: [Double], inner: Int) -> [Double] {
    let rows = a.count / inner
    let columns = b.count / inner
    check(a.count == rows * inner && b.count == inner * columns, a, b, "inner size \(inner)")
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for k in 0..<inner {
        let factor = a[row * inner + k]
        for column in 0..<columns { result[row * columns + column] += factor * b[k * columns + column] }
      }
    }
    return result
  }

  /// aᵀ b: `a` is [samples, rows], `b` is [samples, columns]; the result is [rows, columns].
  package static func transposedTimes(_ a: [Double], _ b: [Double], samples: Int) -> [Double] {
    let rows = a.count / samples
    let columns = b.count / samples
    check(a.count == samples * rows && b.count == samples * columns, a, b, "\(samples) samples")
    var result = [Double](repeating: 0, count: rows * columns)
    for sample in 0..<samples {
      for row in 0..<rows {
        let factor = a[sample * rows + row]
        for column in 0..<columns { result[row * columns + column] += factor * b[sample * columns + column] }
      }
    }
    return result
  }

  private static func check(_ fits: Bool, _ a: [Double], _ b: [Double], _ what: String) {
    precondition(fits, "arrays of \(a.count) and \(b.count) numbers are no matrices of \(what)")
  }
}
