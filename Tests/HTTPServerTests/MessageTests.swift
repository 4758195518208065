import Foundation
import HTTPServer
import Testing

/// Requests, headers and problems by themselves.
@Suite struct MessageTests {
  @Test func `headers compare without case`() {
    var headers: Headers = ["Content-Type": "a", "X": "1"]
    headers.add("x", "2")
    #expect(headers["CONTENT-type"] == "a")
    #expect(headers.values("X") == ["1", "2"])
    #expect(headers["Missing"] == nil)
    #expect(headers["Content-Typ"] == nil)
    headers["x"] = "3"
    #expect(headers.values("X") == ["3"])
    headers["X"] = nil
    #expect(headers.fields.map(\.name) == ["Content-Type"])
  }

  @Test func `merging keeps one's own`() {
    let merged = (["A": "1"] as Headers).merging(["a": "2", "B": "3"])
    #expect(merged.values("A") == ["1"])
    #expect(merged["B"] == "3")
  }

  @Test(arguments: [
    ("/", "/", [""]), ("/a", "/a", ["a"]), ("/a/", "/a/", ["a", ""]), ("//a", "//a", ["", "a"]),
    ("/a%2Fb/c", "/a%2Fb/c", ["a/b", "c"]), ("/a+b%20c?x#y", "/a+b%20c", ["a+b c"]),
    ("/%e2%88%82", "/%e2%88%82", ["∂"]), ("http://h:1/a/b?c", "/a/b", ["a", "b"]), ("HTTP://h", "/", [""]),
    ("http://h?q", "/", [""]),
  ])
  func `target is taken apart`(target: String, path: String, segments: [String]) throws {
    let request = try Request(target: target)
    #expect(request.path == path)
    #expect(request.segments == segments)
  }

  @Test(arguments: [
    "", "a", "a/b", "/%", "/%0", "/%g0", "/%00", "/%ff", "/%c0%ae", "/?%", "ftp://h/", "?", "/a b",
    "/a\u{7F}", "/\t",
  ])
  func `broken target is a 400`(target: String) {
    let problem = #expect(throws: Problem.self) { try Request(target: target) }
    #expect(problem?.status == 400)
    #expect(problem?.detail?.isEmpty == false)
  }

  @Test func `problem has its members`() throws {
    struct Fault: Encodable { let path: String }
    let problem = Problem(
      status: 422, detail: "Two faults.",
      members: ["errors": [Fault(path: "$.a"), Fault(path: "$.b")], "status": 1, "value": Double.nan])
    let response = Response.problem(problem)
    #expect(response.status == 422)
    #expect(response.headers["Content-Type"] == "application/problem+json")
    guard case .data(let data) = response.body else { return #expect(Bool(false)) }
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"detail":"Two faults.","errors":[{"path":"$.a"},{"path":"$.b"}],"status":422,"#
        + #""title":"Unprocessable Content","type":"about:blank","value":"nan"}"#)
  }

  @Test func `problem whose member cannot be encoded is still one`() {
    struct Stubborn: Encodable {
      func encode(to encoder: any Encoder) throws { throw CancellationError() }
    }
    let response = Response.problem(Problem(status: 400, detail: "x", members: ["a": Stubborn()]))
    guard case .data(let data) = response.body else { return #expect(Bool(false)) }
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"detail":"x","status":400,"title":"Bad Request","type":"about:blank"}"#)
  }
}
