import Formats
import Store
import Tracking

/// The fields of a metric, read one after the other; unknown ones are passed over.
struct MetricFields {
  private(set) var name: String?
  private var value: Double?
  private var time: Int?
  private var step = 0
  private(set) var model: String?
  private(set) var datasetName: String?
  private(set) var datasetDigest: String?

  mutating func read(_ key: String, _ scanner: inout JSONScanner) throws {
    if scanner.takeNull() { return }
    switch key {
    case "key": name = try scanner.string("a text")
    case "value": value = try Self.number(&scanner)
    case "timestamp": time = try Self.integer(&scanner)
    case "step": step = try Self.integer(&scanner)
    case "model_id": model = try scanner.string("a text")
    case "dataset_name": datasetName = try scanner.string("a text")
    case "dataset_digest": datasetDigest = try scanner.string("a text")
    default: try scanner.skipValue()
    }
  }

  /// - Throws: ``MLflowError`` for what is missing.
  func point() throws -> (step: Int, value: Double, at: Int) {
    guard let value else { throw missing("value") }
    guard let time else { throw missing("timestamp") }
    return (step, value, try Self.checked(time: time))
  }

  private func missing(_ field: String) -> MLflowError {
    .invalid("Missing value for required parameter '\(field)' of the metric '\(name ?? "")'.")
  }

  /// - Throws: ``MLflowError`` for a moment before 1970, or beyond what JSON's numbers hold.
  private static func checked(time: Int) throws -> Int {
    guard Point.times.contains(time) else {
      throw MLflowError.invalid(
        "Invalid value for parameter 'timestamp': expected milliseconds since 1970, found \(time).")
    }
    return time
  }

  /// Whole numbers may come as text of their digits.
  private static func integer(_ scanner: inout JSONScanner) throws -> Int {
    guard scanner.isAtString() else { return try scanner.integer() }
    let text = try scanner.string("a whole number")
    guard let number = Int(text) else {
      throw JSONScanner.Trouble(expected: "a whole number", found: "\"\(text)\"")
    }
    return number
  }

  private static func number(_ scanner: inout JSONScanner) throws -> Double {
    guard scanner.isAtString() else { return try scanner.numberOrNull() }
    let text = try scanner.string("a number")
    guard let number = Fields.number(text) else {
      throw JSONScanner.Trouble(expected: "a number", found: "\"\(text)\"")
    }
    return number
  }
}
