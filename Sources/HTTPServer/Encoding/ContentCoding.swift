import Files
import Foundation

/// Which answers are packed: text that is worth it, for those who can unpack it.
enum ContentCoding {
  /// Bytes from which on it is worth it.
  static let fewestBytes = 1024

  private static let textTypes: Set = [
    "application/json", "application/problem+json", "application/javascript", "image/svg+xml",
  ]

  /// Whether a body of this `Content-Type` shrinks.
  static func isText(_ type: String?) -> Bool {
    // Nearly every answer, as the routes write it.
    if type == "application/json" { return true }
    guard let name = type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
    else { return false }
    return name.hasPrefix("text/") || textTypes.contains(name)
  }

  /// Whether the fields of an `Accept-Encoding` allow gzip (RFC 9110, section 12.5.3): by its name, or by a `*` that
  /// stands for what is not named.
  static func acceptsGzip(_ fields: [String]) -> Bool {
    var others = false
    for element in fields.joined(separator: ",").split(separator: ",") {
      let parts = element.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard let name = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      if name == "gzip" || name == "x-gzip" { return weight > 0 }
      if name == "*" { others = weight > 0 }
    }
    return others
  }
}

extension Response {
  /// This answer as the asker takes it: packed, or as it is. What is held in memory is packed at once, a file and a stream
  /// while they are sent.
  func coded(for request: Request) -> Response {
    guard headers["Content-Encoding"] == nil else { return self }
    if status == 304 {
      // It stands for an answer that would have had this field.
      return varying
    }
    guard ContentCoding.isText(headers["Content-Type"]) else { return self }
    // A body whose length nobody knows yet has no HEAD: libmicrohttpd would send the end of it. The length of the file says
    // more, too.
    if request.method == .head, case .file = body { return varying }
    // The length first: most answers are short.
    guard isLong, ContentCoding.acceptsGzip(request.headers.values("Accept-Encoding")), let body = packedBody
    else { return varying }
    var response = varying
    response.body = body
    response.headers["Content-Encoding"] = "gzip"
    if let tag = headers["ETag"] { response.headers["ETag"] = EntityTag.weakened(tag) }
    return response
  }

  /// This answer with the field by which others on the way know that it depends on who asks.
  private var varying: Response {
    var response = self
    response.headers.add("Vary", "Accept-Encoding")
    return response
  }

  /// Whether it is worth it.
  private var isLong: Bool {
    switch body {
    case .data(let data): data.count >= ContentCoding.fewestBytes
    case .file(_, _, let count): count >= ContentCoding.fewestBytes
    case .packedFile, .stream: true
    }
  }

  /// Nil without memory.
  private var packedBody: Body? {
    switch body {
    case .data(let data):
      guard let encoder = GzipEncoder() else { return nil }
      var packed: [UInt8] = []
      data.withUnsafeBytes { encoder.append($0, to: &packed, .finish) }
      return .data(Data(packed))
    case .file(let file, let offset, let count): return .packedFile(file, offset: offset, count: count)
    case .packedFile: return body
    case .stream(let stream): return stream.pack() ? body : nil
    }
  }
}
