/// The header fields of a message, in order; names compare without regard to case (RFC 9110, section 5.1).
package struct Headers: Sendable, ExpressibleByDictionaryLiteral {
  /// Every field as it was received or added, repeated names included.
  package private(set) var fields: [(name: String, value: String)] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { (name: $0.0, value: $0.1) }
  }

  /// The first value of `name`. Assigning replaces every value of that name; nil removes them.
  package subscript(name: String) -> String? {
    get { fields.first { Headers.match($0.name, name) }?.value }
    set {
      fields.removeAll { Headers.match($0.name, name) }
      if let newValue { fields.append((name: name, value: newValue)) }
    }
  }

  /// Every value of `name`, in order.
  package func values(_ name: String) -> [String] {
    fields.filter { Headers.match($0.name, name) }.map(\.value)
  }

  /// Adds a field and keeps those of the same name.
  package mutating func add(_ name: String, _ value: String) {
    fields.append((name: name, value: value))
  }

  /// These fields, and those of `others` whose name is not among them.
  package func merging(_ others: Headers) -> Headers {
    var merged = self
    merged.fields += others.fields.filter { other in !fields.contains { Headers.match($0.name, other.name) } }
    return merged
  }

  /// ASCII comparison without regard to case, and without making lower-cased copies.
  private static func match(_ a: String, _ b: String) -> Bool {
    a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
  }
}

extension Headers {
  /// What keeps a browser from doing more with an answer than this server's own pages need: nothing from other
  /// hosts, no script or style but from files, no frames around them, no guessed types.
  package static let secure: Headers = [
    "Content-Security-Policy":
      "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; "
      + "base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    // Nothing of an answer stays on a disk unless its handler says so.
    "Cache-Control": "no-store",
  ]
}
