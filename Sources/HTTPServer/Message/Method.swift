/// A request method. Names are case-sensitive (RFC 9110, section 9.1).
package struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  package static let get = Method(rawValue: "GET")
  package static let head = Method(rawValue: "HEAD")
  package static let post = Method(rawValue: "POST")
  package static let put = Method(rawValue: "PUT")
  package static let patch = Method(rawValue: "PATCH")
  package static let delete = Method(rawValue: "DELETE")
  package static let options = Method(rawValue: "OPTIONS")

  /// True for methods that only ask and change nothing. A method nobody has heard of is taken for one that does.
  package var isSafe: Bool {
    self == .get || self == .head || self == .options
  }

  package var description: String { rawValue }
}
