import Foundation

/// What went wrong, as the client sees it: a problem document (RFC 9457). Thrown by a handler, it is the answer.
package struct Problem: Error, Sendable {
  /// A URI that names the kind of problem; `about:blank` says that the status tells it all.
  package var type: String

  /// The kind of problem in a few words.
  package var title: String

  package var status: Int

  /// This problem in a sentence: where, what was expected, what was found.
  package var detail: String?

  /// More members of the document, for example `errors`.
  package var members: [String: any Encodable & Sendable]

  /// Header fields of the answer, for example `Allow`.
  package var headers: Headers

  /// - Parameter title: the status's own phrase when nil.
  package init(
    status: Int, title: String? = nil, detail: String? = nil, type: String = "about:blank",
    members: [String: any Encodable & Sendable] = [:], headers: Headers = [:]
  ) {
    self.type = type
    self.title = title ?? Response.phrase(for: status)
    self.status = status
    self.detail = detail
    self.members = members
    self.headers = headers
  }
}

extension Problem: Encodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in members {
      try container.encode(value, forKey: Key(stringValue: name))
    }
    // The standard members come last, so that an extra one cannot take their place.
    try container.encode(type, forKey: Key(stringValue: "type"))
    try container.encode(title, forKey: Key(stringValue: "title"))
    try container.encode(status, forKey: Key(stringValue: "status"))
    try container.encodeIfPresent(detail, forKey: Key(stringValue: "detail"))
  }
}
