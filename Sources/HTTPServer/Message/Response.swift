import CMicroHTTPD
import Files
import Foundation

/// An answer to a request.
package struct Response: Sendable {
  package enum Body: Sendable {
    case data(Data)
    /// Bytes of an open file, sent by the kernel.
    case file(OpenFile, offset: UInt64, count: UInt64)
    /// The same, packed by gzip as it is sent. The server makes it of a `file`; its `Content-Encoding` says so.
    case packedFile(OpenFile, offset: UInt64, count: UInt64)
    /// Bytes that come as time goes by, until the stream is finished.
    case stream(BodyStream)
  }

  package var status: Int

  /// `Content-Length`, `Transfer-Encoding`, `Date` and `Connection` are the server's business, and so are the coding of
  /// text and the tag of JSON.
  package var headers: Headers

  package var body: Body

  package init(status: Int = 200, headers: Headers = [:], body: Body = .data(Data())) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// JSON that is already encoded.
  package static func json(_ data: Data, status: Int = 200, headers: Headers = [:]) -> Response {
    let type: Headers = ["Content-Type": "application/json"]
    return Response(status: status, headers: headers.merging(type), body: .data(data))
  }

  package static func text(_ text: String, status: Int = 200) -> Response {
    Response(
      status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .data(Data(text.utf8)))
  }

  /// A file as a download whatever it is, so that no browser takes it for a page of ours.
  ///
  /// - Parameter name: what it is to be called; nil for the end of its address.
  package static func download(_ file: OpenFile, as name: String? = nil) -> Response {
    Response(
      headers: [
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment" + (name.map { "; filename=\"\($0)\"" } ?? ""),
      ], body: .file(file, offset: 0, count: UInt64(file.size)))
  }

  package static func problem(_ problem: Problem) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let headers: Headers = ["Content-Type": "application/problem+json"]
    // Only a member whose own encoding throws can fail; the document without members cannot.
    guard let data = try? encoder.encode(problem) else {
      var plain = problem
      plain.members = [:]
      return .problem(plain)
    }
    return Response(status: problem.status, headers: headers.merging(problem.headers), body: .data(data))
  }

  /// The standard phrase of a status, for example "Not Found".
  package static func phrase(for status: Int) -> String {
    String(cString: MHD_get_reason_phrase_for(UInt32(clamping: status)))
  }
}
