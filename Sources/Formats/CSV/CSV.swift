/// Fields of comma-separated values (RFC 4180).
package enum CSV {
  /// A text as a field: in quotes if it needs them.
  ///
  /// - Parameter quotesEmpty: whether an empty text is written as `""`, to be told from nothing at all.
  package static func field(_ text: String, quotesEmpty: Bool = false) -> String {
    let special = ",\"\r\n".utf8
    guard text.isEmpty && quotesEmpty || text.utf8.contains(where: { special.contains($0) }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// The points of one series as lines: fields that all lines of it begin with, the step, the epoch where it is asked for, and
/// the value.
///
///     7,1,angle,fc1,1200,3,61.25
///
/// A value is written so that reading it gives the same double; NULL is an empty field.
package struct CSVSeries {
  /// What every line begins with, the comma before the step included.
  package let lead: [UInt8]
  private let stepsPerEpoch: Int?

  /// - Parameters:
  ///   - lead: fields at the beginning of each line.
  ///   - stepsPerEpoch: iterations of an epoch, at least 1; nil for lines without one.
  package init(_ lead: [String], stepsPerEpoch: Int? = nil) {
    self.lead = Array(lead.map { CSV.field($0) + "," }.joined().utf8)
    self.stepsPerEpoch = stepsPerEpoch
  }

  /// Appends the line of one point.
  package func append(_ step: Int, _ value: Double?, to text: inout [UInt8]) {
    appendFields(step, value, to: &text)
    text.append(UInt8(ascii: "\n"))
  }

  /// Appends the line of one point with its time behind the value; nothing there for none.
  package func append(_ step: Int, _ value: Double?, at: Int?, to text: inout [UInt8]) {
    appendFields(step, value, to: &text)
    text.append(UInt8(ascii: ","))
    if let at { text += String(at).utf8 }
    text.append(UInt8(ascii: "\n"))
  }

  private func appendFields(_ step: Int, _ value: Double?, to text: inout [UInt8]) {
    let comma = UInt8(ascii: ",")
    text += lead
    text += String(step).utf8
    text.append(comma)
    if let stepsPerEpoch {
      text += String((step - 1).floored(by: stepsPerEpoch) + 1).utf8
      text.append(comma)
    }
    if let value { text += value.description.utf8 }
  }
}
