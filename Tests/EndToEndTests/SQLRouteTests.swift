import Foundation
import Testing
import TestSupport

/// SQL over HTTP: what it answers, and what it takes.
@Suite struct SQLRouteTests {
  private static let server = Result { try ServerProcess(arguments: ["--sql-seconds", "20"]) }
  private let server: ServerProcess

  init() throws { server = try Self.server.get() }

  @Test func `rows as JSON, every type`() async throws {
    let answer = try await server.sql(
      "select 9007199254740993 as big, -1.5 as real, null as none, 'a\"\u{1}ä' as text, x'0aff' as bytes, 9e999 as inf"
    )
    #expect(answer.status == 200 && answer["Content-Type"] == "application/json")
    let start =
      #"{"columns":["big","real","none","text","bytes","inf"],"rows":[[9007199254740993,-1.5,null,"a\"\u0001ä","0AFF",null]],"truncated":false,"milliseconds":"#
    #expect(answer.text.hasPrefix(start), "\(answer.text)")
    #expect(try answer.json()["milliseconds"].double ?? -1 >= 0)
  }

  @Test func `rows as CSV`() async throws {
    let query =
      "select 1 as \"a,b\", null as n, '' as e, 'x\"y' as q, 'l\nm' as l, 0.1 as r, x'ab' as h union all select 2, 3, 4, 5, 6, 7, 8"
    let answer = try await server.sql(query, members: ["limit": 1], headers: ["Accept": "text/csv"])
    #expect(answer["Content-Type"] == "text/csv; charset=utf-8; header=present")
    #expect(answer["X-Truncated"] == "true")
    #expect(answer.text == "\"a,b\",n,e,q,l,r,h\r\n1,,\"\",\"x\"\"y\",\"l\nm\",0.1,AB\r\n")
    for accept in ["*/*", "application/json", "application/json, text/csv", "text/html"] {
      #expect(
        try await server.sql("select 1", headers: ["Accept": accept])["Content-Type"] == "application/json")
    }
    #expect(
      try await server.sql("select 1", headers: ["Accept": "text/csv;q=0.9, */*"])["X-Truncated"] == "false")
  }

  @Test func `as many rows as asked for`() async throws {
    let query =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i from n"
    for (members, rows) in [([:], 1_000), (["limit": 3], 3), (["limit": 100_000], 100_000)]
      as [([String: Any], Int)]
    {
      let answer = try await server.sql(query, members: members).json()
      #expect(answer["rows"].list.count == rows && answer["truncated"].flag == true)
      #expect(answer["rows"][rows - 1][0].integer == rows)
    }
  }

  @Test func `a body that is wrong, everything at once`() async throws {
    let answer = try await server.post("/api/v1/sql", #"{"qery":"select 1","limit":0}"#)
    #expect(answer.status == 422)
    let errors = try answer.json()["errors"].list
    #expect(Set(errors.compactMap { $0["path"].string }) == ["$.query", "$.qery", "$.limit"])
    #expect(errors.contains { $0["expected"].string == "query" })
    for body in ["", "[]", "{}", #"{"query":""}"#, #"{"query":7}"#, #"{"query":"select 1","limit":100001}"#] {
      #expect(try await server.post("/api/v1/sql", body).status == 422, "\(body)")
    }
    #expect(try await server.send("GET", "/api/v1/sql").status == 405)
    let long = try await server.sql("select '" + String(repeating: "x", count: 100_000) + "'")
    #expect(long.status == 422 && long.text.contains("100000"))
    #expect(try await server.sql("select '" + String(repeating: "x", count: 1 << 20) + "'").status == 413)
    let form = try await server.send("POST", "/api/v1/sql", body: Data("query=select+1".utf8))
    #expect(form.status == 415)
  }

  @Test(arguments: [
    ("selec 1", 400, "Near \"selec\": syntax error (line 1, column 1)."),
    ("select * from metric", 400, "did you mean \"metrics\"?"),
    ("select * from nothing_like_it", 400, "there are: angles, environments, history, metrics, params"),
    ("select vlue from metrics", 400, "did you mean \"value\"?"),
    ("select m.metrc from metrics as m", 400, "did you mean \"metric\"?"),
    ("select roundd(1)", 400, "did you mean \"round\"?"),
    ("select * from metrics where metric = \"loss\"", 400, "a text stands in single quotes: 'loss'"),
    ("select 1; select 2", 400, "one at a time"), ("-- nothing", 400, "The query is empty"),
    ("select 1\0", 422, "NUL"), ("select ?", 400, "parameter"),
    ("select zeroblob(2000000)", 400, "longer than 1 MiB"),
    ("select json_extract('{', '$')", 400, "Malformed JSON"),
    ("attach 'x' as y", 403, "ATTACH"), ("pragma user_version", 403, "PRAGMA user_version"),
    ("delete from points", 403, "it would DELETE from points"), ("drop table runs", 403, "queries only read"),
    ("select load_extension('x')", 403, "load_extension"),
  ])
  func `what is wrong with a query`(query: String, status: Int, words: String) async throws {
    let answer = try await server.sql(query)
    #expect(answer.status == status)
    #expect(answer["Content-Type"] == "application/problem+json")
    let detail = try answer.json()["detail"].string ?? ""
    #expect(detail.contains(words), "\(detail)")
  }
}
