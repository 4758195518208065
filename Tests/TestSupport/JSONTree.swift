import Foundation

/// A JSON document as tests look into it. Looking for what is not there gives nil, down to the end of the path.
package struct JSONTree: @unchecked Sendable {
  /// As `JSONSerialization` gives it; never changed.
  private let value: Any?

  package init(_ data: Data) throws {
    value = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
  }

  private init(value: Any?) { self.value = value }

  package subscript(key: String) -> JSONTree { JSONTree(value: (value as? [String: Any])?[key]) }

  package subscript(index: Int) -> JSONTree {
    let list = value as? [Any] ?? []
    return JSONTree(value: list.indices.contains(index) ? list[index] : nil)
  }

  package var list: [JSONTree] { (value as? [Any] ?? []).map(JSONTree.init(value:)) }
  package var keys: [String] { ((value as? [String: Any])?.keys).map { $0.sorted() } ?? [] }
  package var string: String? { value as? String }
  package var integer: Int? { (value as? NSNumber)?.intValue }
  package var double: Double? { (value as? NSNumber)?.doubleValue }
  package var flag: Bool? { value as? Bool }
  package var isNull: Bool { value is NSNull }
  /// Whether there is anything, a null included.
  package var exists: Bool { value != nil }

  /// As JSON on one line, keys in order; empty where there is nothing.
  package var text: String {
    guard let value,
      let data = try? JSONSerialization.data(
        withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
    else { return "" }
    return String(decoding: data, as: UTF8.self)
  }
}
