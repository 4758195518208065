/// The query of a request: names and values, decoded, in the order given. A name may come more than once.
package struct Query: Sendable {
  package let items: [(name: String, value: String)]

  /// Reads `a=1&b=2&b=3`. A name without `=` has an empty value.
  ///
  /// - Returns: nil when a percent-encoding is broken.
  package init?(_ text: Substring) {
    var items: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
        let value = PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
      else { return nil }
      items.append((name: name, value: value))
    }
    self.items = items
  }

  /// Every value of `name`, in order.
  package func values(_ name: String) -> [String] {
    items.filter { $0.name == name }.map(\.value)
  }

  /// The value of `name`, for a name that may come once.
  ///
  /// - Throws: a 400 ``Problem`` when it comes twice, because either choice would be a guess.
  package func value(_ name: String) throws(Problem) -> String? {
    let all = values(name)
    guard all.count <= 1 else {
      throw Problem(status: 400, detail: "The query has \(all.count) values for \"\(name)\"; give one.")
    }
    return all.first
  }

  /// The value of `name` as a whole number.
  ///
  /// - Throws: a 400 ``Problem`` that names the parameter, the range and what was found.
  package func integer(
    _ name: String, in range: ClosedRange<Int> = .min ... .max
  ) throws(Problem) -> Int? {
    guard let text = try value(name) else { return nil }
    guard let number = Int(text) else {
      throw Problem(
        status: 400,
        detail: "The query's \"\(name)\" must be a whole number\(Query.words(range)), not \"\(text)\".")
    }
    guard range.contains(number) else {
      let nearest = min(max(number, range.lowerBound), range.upperBound)
      throw Problem(
        status: 400,
        detail:
          "The query's \"\(name)\" must be\(Query.words(range)), not \(number); the nearest is \(nearest).")
    }
    return number
  }

  /// The values of `name` as one list: `a=1,2&a=3` is 1, 2, 3. Empty elements are left out.
  package func list(_ name: String) -> [String] {
    values(name).flatMap { $0.split(separator: ",").map(String.init) }
  }

  /// The values of `name` as one list of whole numbers.
  ///
  /// - Throws: a 400 ``Problem`` that names the parameter and the element that is none.
  package func integers(_ name: String) throws(Problem) -> [Int64] {
    var numbers: [Int64] = []
    for text in list(name) {
      guard let number = Int64(text) else {
        throw Problem(
          status: 400, detail: "The query's \"\(name)\" must be whole numbers with commas, not \"\(text)\".")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// " from 1 to 1000", as far as the range has ends.
  private static func words(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): ""
    case (.min, let high): " at most \(high)"
    case (let low, .max): " at least \(low)"
    case (let low, let high): " from \(low) to \(high)"
    }
  }
}
