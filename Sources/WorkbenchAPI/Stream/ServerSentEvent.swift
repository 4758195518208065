import Formats
import Foundation

/// One event as it goes over the wire.
///
/// - Source: WHATWG HTML, section 9.2 "Server-sent events".
struct ServerSentEvent {
  let text: Data

  /// - Parameters:
  ///   - name: `points` or `status`.
  ///   - id: what a reader sends back as `Last-Event-ID` when it comes again.
  ///   - data: JSON without line breaks.
  init(name: String, id: String? = nil, data: Data) {
    var text = Data("event: \(name)\n".utf8)
    if let id { text += Data("id: \(id)\n".utf8) }
    text += Data("data: ".utf8) + data + Data("\n\n".utf8)
    self.text = text
  }

  init(name: String, data: JSONValue) { self.init(name: name, data: Data(data.canonicalText.utf8)) }

  private init(_ text: String) { self.text = Data(text.utf8) }

  /// Says nothing; a reader passes over it.
  static let comment = ServerSentEvent(": still here\n\n")
  /// How long a reader should wait before it comes again, 2 s. Sent first, so that it knows at once that it is heard.
  static let greeting = ServerSentEvent("retry: 2000\n\n")
}
