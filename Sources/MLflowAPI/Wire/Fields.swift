import Formats
import Foundation
import HTTPServer
import Store
import Tracking

/// The fields of a request's message: of the query where a call asks, else of the body. Unknown ones are passed over, a null and
/// an absent one are alike, and a whole number may come as text of its digits, as Protocol Buffers in JSON have it.
struct Fields {
  private let values: [String: JSONValue]
  /// Whether they come from a query, where one text may be a list.
  private let isQuery: Bool

  /// - Throws: ``MLflowError`` for a body that is no object.
  init(_ request: Request) throws {
    guard request.method.isSafe else {
      try self.init(request.body)
      return
    }
    self.init(
      Dictionary(grouping: request.query.items, by: \.name).mapValues { items in
        items.count == 1 ? .string(items[0].value) : .array(items.map { .string($0.value) })
      }, isQuery: true)
  }

  init(_ body: Data) throws {
    do {
      let value = try body.isEmpty ? [:] : JSONValue(parsing: body)
      guard let members = value.members else { throw MLflowError.invalid("The body must be a JSON object.") }
      self.init(members)
    } catch let error as ConfigError {
      throw MLflowError.invalid("\(error)")
    }
  }

  private init(_ members: [String: JSONValue], isQuery: Bool = false) {
    values = members.filter { $0.value != .null }
    self.isQuery = isQuery
  }

  func has(_ key: String) -> Bool { values[key] != nil }

  func text(_ key: String) throws -> String? {
    switch values[key] {
    case nil: nil
    case .string(let text): text
    case .some(let value): throw wrong(key, "a text", value)
    }
  }

  /// nil for an empty one, too: what says nothing is as good as left out.
  func filled(_ key: String) throws -> String? {
    try text(key).flatMap { $0.isEmpty ? nil : $0 }
  }

  func required(_ key: String) throws -> String {
    guard let text = try filled(key) else { throw missing(key) }
    return text
  }

  func integer(_ key: String) throws -> Int? {
    switch values[key] {
    case nil: return nil
    case .integer(let number): return number
    case .string(let text):
      guard let number = Int(text) else { throw wrong(key, "a whole number", .string(text)) }
      return number
    case .some(let value): throw wrong(key, "a whole number", value)
    }
  }

  /// A number that is written as text: NaN, and the infinities as the greatest numbers, as MLflow's own tables have them.
  ///
  /// - Returns: nil for a text that is none.
  static func number(_ text: String) -> Double? {
    let number: Double? =
      switch text {
      case "Infinity": .infinity
      case "-Infinity": -.infinity
      default: Double(text)
      }
    return number.map { number in
      number.isNaN
        ? .nan : min(max(number, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
  }

  /// Whether it is there, and false.
  func isFalse(_ key: String) throws -> Bool { values[key] == .bool(false) }

  /// None if it is left out.
  func texts(_ key: String) throws -> [String] {
    switch values[key] {
    case nil: return []
    case .string(let text) where isQuery: return [text]
    case .array(let elements):
      return try elements.map { element in
        guard let text = element.string else { throw wrong(key, "a list of texts", element) }
        return text
      }
    case .some(let value): throw wrong(key, "a list of texts", value)
    }
  }

  /// Messages within this one; none if it is left out.
  func messages(_ key: String) throws -> [Fields] {
    guard let value = values[key] else { return [] }
    guard let elements = value.array else { throw wrong(key, "a list of objects", value) }
    return try elements.map { element in
      guard let members = element.members else { throw wrong(key, "a list of objects", element) }
      return Fields(members)
    }
  }

  func message(_ key: String) throws -> Fields? {
    guard let value = values[key] else { return nil }
    guard let members = value.members else { throw wrong(key, "an object", value) }
    return Fields(members)
  }

  // MARK: What many calls have

  /// The run that a call is about: `run_id`, or `run_uuid` as it was called.
  func run() throws -> Int64 {
    guard let text = try filled("run_id") ?? filled("run_uuid") else { throw missing("run_id") }
    guard let id = RunSearch.run(text) else { throw MLflowError(.noSuchRun(text)) }
    return id
  }

  func experiment() throws -> Int64 {
    try Self.experiment(required("experiment_id"))
  }

  /// - Throws: ``MLflowError`` for what is no number.
  static func experiment(_ text: String) throws -> Int64 {
    guard text.wholeMatch(of: #/-?[0-9]+/#) != nil else {
      throw MLflowError.invalid("Invalid experiment id '\(text.prefix(200))': expected digits.")
    }
    guard let id = Int64(text) else { throw MLflowError(.noSuchExperiment(text)) }
    return id
  }

  func lifecycle(_ key: String) throws -> Lifecycle {
    switch try text(key) {
    case nil, "ACTIVE_ONLY", "1": .active
    case "DELETED_ONLY", "2": .deleted
    case "ALL", "3": .all
    case .some(let text):
      throw MLflowError.invalid("\(key) must be ACTIVE_ONLY, DELETED_ONLY or ALL, found \"\(text)\".")
    }
  }

  /// How many results are wanted, and how many come before them by the token of the page before.
  func page(usual: Int, most: Int) throws -> (offset: Int, limit: Int) {
    let limit = try integer("max_results") ?? usual
    guard (1...most).contains(limit) else {
      throw MLflowError.invalid("max_results must be from 1 to \(most), found \(limit).")
    }
    guard let token = try filled("page_token") else { return (0, limit) }
    guard let offset = PageToken.offset(token) else {
      throw MLflowError.invalid(
        "page_token must be the next_page_token of the page before, found \"\(token)\".")
    }
    return (offset, limit)
  }

  func missing(_ key: String) -> MLflowError {
    .invalid("Missing value for required parameter '\(key)'.")
  }

  private func wrong(_ key: String, _ expected: String, _ found: JSONValue) -> MLflowError {
    .invalid("Invalid value for parameter '\(key)': expected \(expected), found \(found.description).")
  }
}

/// Where the next page of a list begins, as text.
enum PageToken {
  static func text(offset: Int) -> String { "from-\(offset)" }

  static func offset(_ token: String) -> Int? {
    guard token.hasPrefix("from-"), token.utf8.count <= 20 else { return nil }
    let digits = token.dropFirst("from-".count)
    return digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
  }
}
