import Testing

/// Records an issue unless `actual` is close to `expected` in the sense of ``Closeness``.
///
/// - Parameters:
///   - name: the tensor's name, which the failure begins with.
///   - relative: tolerance as a part of the tensor's largest expected magnitude.
///   - absolute: added tolerance, for tensors that are zero in exact arithmetic.
/// - Returns: whether it was close, for a test that wants to stop at the first failure.
@discardableResult
package func expectClose(
  _ actual: [Double], _ expected: [Double], relative: Double, absolute: Double = 0, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) -> Bool {
  let closeness = Closeness(actual, expected, relative: relative, absolute: absolute)
  if let complaint = closeness.complaint {
    Issue.record("\(name) \(complaint)", sourceLocation: sourceLocation)
  }
  return closeness.isClose
}

/// The same for what a float32 engine computed; widening a float to a double is exact.
@discardableResult
package func expectClose(
  _ actual: [Float], _ expected: [Double], relative: Double, absolute: Double = 0, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) -> Bool {
  expectClose(
    actual.map(Double.init), expected, relative: relative, absolute: absolute, name,
    sourceLocation: sourceLocation)
}

/// The same for two sets of tensors: the names must agree, and each tensor must be close.
@discardableResult
package func expectClose(
  _ actual: [String: [Double]], _ expected: [String: [Double]], relative: Double, absolute: Double = 0,
  _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) -> Bool {
  guard actual.keys.sorted() == expected.keys.sorted() else {
    Issue.record(
      "\(name) has the tensors \(actual.keys.sorted()), expected \(expected.keys.sorted())",
      sourceLocation: sourceLocation)
    return false
  }
  var close = true
  for (key, value) in expected.sorted(by: { $0.key < $1.key }) {
    let here = expectClose(
      actual[key] ?? [], value, relative: relative, absolute: absolute, "\(name) \(key)",
      sourceLocation: sourceLocation)
    close = close && here
  }
  return close
}
