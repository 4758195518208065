import Foundation
import HTTPServer
import Testing

/// A server that a proxy shows below a path of its own.
@Suite struct BasePathTests {
  @Test(arguments: [
    ("", ""), ("/", ""), ("/bearing", "/bearing"), ("/bearing/", "/bearing"), ("/a/b-c.d/", "/a/b-c.d"),
  ])
  func `a base path is taken with or without its last slash`(text: String, base: String) throws {
    #expect(try BasePath(text).text == base)
  }

  @Test(arguments: [
    ("bearing", "try /bearing"), ("//bearing", "try /bearing"), ("/a//b", "try /a/b"),
    ("/a?b", "no ? and no #"),
    ("/a#b", "no ? and no #"), ("/../a", "letters"), ("/a b", "letters"), ("/%61", "letters"),
    ("//", "two slashes"),
    ("/api/x", "try /bearing/api/x"), ("http://host/a", "must begin with /"),
  ])
  func `what cannot be a base path is refused with one that could`(text: String, hint: String) throws {
    let error = #expect(throws: BasePathError.self) { try BasePath(text, taken: ["api"]) }
    #expect("\(try #require(error))".contains(hint), "\(String(describing: error))")
  }

  private func server(_ gates: [any Gate] = []) throws -> Server {
    var router = Router()
    router.get("/") { _ in .text("home") }
    let making = Route(bodyLimit: 100) { request in
      Response(status: 201, headers: ["Location": "/api/things/7"], body: .data(request.body))
    }
    router.on(.post, "/api/things", making)
    router.get("/away") { _ in Response(status: 307, headers: ["Location": "https://elsewhere.example/"]) }
    router.get("/api/things/{id}") { request in .text(request.path + " " + request.parameters["id"]!) }
    let base = try BasePath("/tools/bearing")
    return try Server.test(
      configure: {
        $0.basePath = base
        $0.bodyLimit = 10
        $0.gates = gates
      }, router: router)
  }

  @Test func `each route answers with the base path and without it`() throws {
    let server = try server()
    let client = try RawClient(port: server.port)
    for prefix in ["", "/tools/bearing", "/tools/%62earing"] {
      #expect(try client.ask("GET", prefix + "/").text == "home")
      #expect(try client.ask("GET", prefix + "/api/things/a%2Fb").text == "/api/things/a%2Fb a/b")
      let made = try client.ask("POST", prefix + "/api/things", body: "longer than ten bytes")
      #expect(made.status == 201, "\(prefix)")
      #expect(made["Location"] == "/tools/bearing/api/things/7")
    }
    #expect(try client.ask("GET", "/away")["Location"] == "https://elsewhere.example/")
    // It is taken off once.
    #expect(try client.ask("GET", "/tools/bearing/tools/bearing/").status == 404)
    #expect(try client.ask("GET", "/tools/bearings/").status == 404)
    #expect(try client.ask("GET", "/tools/").status == 404)
  }

  @Test func `the base path without a slash leads to its page, with its query`() throws {
    let server = try server()
    let client = try RawClient(port: server.port)
    let answer = try client.ask("GET", "/tools/bearing?runs=1%2C2")
    #expect(answer.status == 308)
    #expect(answer["Location"] == "/tools/bearing/?runs=1%2C2")
  }

  @Test func `a check in front sees the path behind the base path`() throws {
    struct Closed: Gate {
      func admit(_ request: Request) throws(Problem) {
        if request.segments.first == "api" { throw Problem(status: 401) }
      }
    }
    let server = try server([Closed()])
    let client = try RawClient(port: server.port)
    for path in ["/api/things/1", "/tools/bearing/api/things/1", "/tools/%62earing/api/things/1"] {
      #expect(try client.ask("GET", path).status == 401)
    }
    #expect(try client.ask("GET", "/tools/bearing/").status == 200)
  }
}
