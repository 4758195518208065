import Files
import Foundation

/// Names one state of what an address answers, so that who has it already is spared the body (RFC 9110, section 8.8.3).
enum EntityTag {
  /// The weak tag of a body: equal bodies have equal ones.
  static func weak(of body: Data) -> String {
    let digest = Digest.sha256
    body.withUnsafeBytes { digest.add($0) }
    return "W/\"\(digest.finish().prefix(32))\""
  }

  /// A tag that holds for every coding of its body.
  static func weakened(_ tag: String) -> String { tag.hasPrefix("W/") ? tag : "W/" + tag }

  /// Whether an `If-None-Match` names `tag` (RFC 9110, section 13.1.2: the comparison is the weak one).
  static func matches(_ tag: String, _ fields: [String]) -> Bool {
    fields.joined(separator: ",").split(separator: ",").contains { element in
      let text = element.trimmingCharacters(in: .whitespaces)
      return text == "*" || weakened(text) == weakened(tag)
    }
  }
}

extension Response {
  /// An answer in JSON with its tag, or, where the asker has it already, nothing but the tag.
  func tagged(for request: Request) -> Response {
    guard request.method == .get || request.method == .head, status == 200, headers["ETag"] == nil,
      headers["Content-Type"]?.hasPrefix("application/json") == true, case .data(let data) = body
    else { return self }
    var response = self
    let tag = EntityTag.weak(of: data)
    response.headers = headers.merging(["ETag": tag, "Cache-Control": "no-cache"])
    guard EntityTag.matches(tag, request.headers.values("If-None-Match")) else { return response }
    response.status = 304
    response.headers["Content-Type"] = nil
    response.body = .data(Data())
    return response
  }
}
