import Formats
import Foundation
import Store
import Testing

@testable import WorkbenchAPI

/// How answers and failures of a query are written, and handed from its process to the server.
struct SQLReplyTests {
  private let result = SQLResult(
    columns: ["a\"b", "c"],
    rows: [
      [.integer(.min), .real(0.1)], [.text("x\ny\0\\\"ä"), .blob([0, 255])], [.null, .real(-.infinity)],
      [.text(""), .text("1,5")],
    ], isTruncated: true, milliseconds: 1.23456)

  @Test func `JSON`() throws {
    #expect(
      String(decoding: result.json, as: UTF8.self)
        == #"{"columns":["a\"b","c"],"rows":[[-9223372036854775808,0.1],["x\u000Ay\u0000\\\"ä","00FF"],[null,null],["","1,5"]],"truncated":true,"milliseconds":1.235}"#
    )
    let tree = try JSONValue(parsing: result.json)
    #expect(tree["rows"]?.array?[1].array?[0] == .string("x\ny\0\\\"ä"))
  }

  @Test func `CSV`() {
    #expect(
      String(decoding: result.csv(), as: UTF8.self)
        == "\"a\"\"b\",c\r\n-9223372036854775808,0.1\r\n\"x\ny\0\\\"\"ä\",00FF\r\n,-inf\r\n\"\",\"1,5\"\r\n")
    #expect(!result.csv(lineEnd: "\n").contains(UInt8(ascii: "\r")))
  }

  @Test func `a reply comes over whole or not at all`() throws {
    let reply = SQLReply(status: 200, isTruncated: true, body: Data("two\nlines\n".utf8))
    #expect(SQLReply(parsing: reply.data) == reply)
    let failure = SQLReply(status: 403, detail: "no \"such\"\nluck")
    #expect(SQLReply(parsing: failure.data) == failure)
    for length in 0..<reply.data.count { #expect(SQLReply(parsing: reply.data.prefix(length)) == nil) }
  }

  @Test func `CSV is for those who ask for it first`() throws {
    for (accept, format) in [
      (nil, .json), ("*/*", .json), ("text/csv", .csv), ("Text/CSV; header=present, */*;q=0.1", .csv),
      ("application/json, text/csv", .json), ("text/html, text/csv", .csv), ("", .json), (",;", .json),
    ] as [(String?, SQLRequest.Format)] {
      #expect(try SQLRequest(["query": "select 1"], accept: accept).format == format, "\(accept ?? "nil")")
    }
    #expect(try SQLRequest(["query": "select 1"], accept: nil).limit == 1_000)
    #expect(throws: ConfigError.self) { try SQLRequest(["query": "", "limit": 0], accept: nil) }
  }
}
