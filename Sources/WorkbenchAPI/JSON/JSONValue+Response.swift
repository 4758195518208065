import Formats
import Foundation
import HTTPServer
import Store

extension Response {
  static func json(_ value: JSONValue, status: Int = 200, headers: Headers = [:]) -> Response {
    .json(Data(value.canonicalText.utf8), status: status, headers: headers)
  }
}

extension JSONValue {
  init(_ value: Int64) { self = .integer(Int(value)) }
  init(_ value: String?) { self = value.map { .string($0) } ?? .null }
  init(_ value: Double?) { self = value.map { .number($0) } ?? .null }

  /// Seconds since 1970 as ISO 8601, UTC, milliseconds; null for nil.
  init(time: Double?) { self = time.map { .string(Timestamp.text($0)) } ?? .null }
}
