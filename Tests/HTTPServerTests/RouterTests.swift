import Foundation
import HTTPServer
import Testing

/// The routing table, asked directly; one test asks it through a socket.
@Suite struct RouterTests {
  private let router: Router

  init() {
    var router = Router()
    func say(_ name: String) -> Handler {
      { request in
        let values = request.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return .text(([name] + values).joined(separator: " "))
      }
    }
    // The general ones first, so that order alone would choose wrongly.
    router.get("/{file...}", say("file"))
    router.get("/api/presets/{name...}", say("preset"))
    router.get("/api/jobs/{id}", say("job"))
    router.delete("/api/jobs/{id}", say("delete"))
    router.post("/api/jobs/{id}/cancel", say("cancel"))
    router.get("/api/jobs/new", say("new"))
    router.get("/api/jobs", say("jobs"))
    router.post("/api/jobs", say("add"))
    router.post("/api/sql", say("sql"))
    self.router = router
  }

  private func answer(_ method: Method, _ target: String) throws -> Response {
    do {
      return try router.respond(to: Request(method: method, target: target))
    } catch let problem as Problem {
      return .problem(problem)
    }
  }

  private func text(_ response: Response) -> String {
    guard case .data(let data) = response.body else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  @Test(arguments: [
    ("GET", "/api/jobs", "jobs"),
    ("GET", "/api/jobs?limit=3", "jobs"),
    ("POST", "/api/jobs", "add"),
    ("GET", "/api/jobs/7", "job id=7"),
    ("GET", "/api/jobs/a%2Fb", "job id=a/b"),
    ("GET", "/api/jobs/%6e%65w", "new"),
    ("GET", "/api/jobs/new", "new"),
    ("DELETE", "/api/jobs/7", "delete id=7"),
    ("POST", "/api/jobs/7/cancel", "cancel id=7"),
    ("GET", "/api/presets/fc5/mnist/fig2", "preset name=fc5/mnist/fig2"),
    ("GET", "/api/presets/fc5%2Fmnist%2Ffig2", "preset name=fc5/mnist/fig2"),
    ("GET", "/api/presets/", "preset name="),
    ("GET", "/", "file file="),
    ("GET", "/index.html", "file file=index.html"),
    ("GET", "/api/nothing", "file file=api/nothing"),
    ("GET", "/api/jobs/", "file file=api/jobs/"),
    ("GET", "//api/jobs", "file file=/api/jobs"),
    ("GET", "http://localhost:80/api/jobs?x=1", "jobs"),
    ("HEAD", "/api/jobs", "jobs"),
  ])
  func `path and method choose`(method: String, target: String, expected: String) throws {
    let response = try answer(Method(rawValue: method), target)
    #expect(response.status == 200)
    #expect(text(response) == expected)
  }

  @Test(arguments: [
    ("PUT", "/api/jobs", "GET, HEAD, OPTIONS, POST"),
    ("POST", "/api/jobs/7", "DELETE, GET, HEAD, OPTIONS"),
    ("GET", "/api/sql", "OPTIONS, POST"),
    ("HEAD", "/api/sql", "OPTIONS, POST"),
    ("DELETE", "/api/jobs/new", "GET, HEAD, OPTIONS"),
    ("POST", "/index.html", "GET, HEAD, OPTIONS"),
    ("get", "/api/jobs", "GET, HEAD, OPTIONS, POST"),
    ("BREW", "/api/jobs", "GET, HEAD, OPTIONS, POST"),
    ("TRACE", "/", "GET, HEAD, OPTIONS"),
  ])
  func `wrong method is 405 with allow`(method: String, target: String, allowed: String) throws {
    let response = try answer(Method(rawValue: method), target)
    #expect(response.status == 405)
    #expect(response.headers["Allow"] == allowed)
  }

  @Test func `unknown path is 404`() throws {
    var small = Router()
    small.get("/a/{id}") { _ in .text("") }
    for target in ["/", "/a", "/a/", "/a/1/2", "/b/1", "/A/1"] {
      let problem = #expect(throws: Problem.self) { try small.respond(to: Request(target: target)) }
      #expect(problem?.status == 404)
    }
  }

  @Test func `OPTIONS names the methods`() throws {
    let response = try answer(.options, "/api/jobs/7")
    #expect(response.status == 204)
    #expect(response.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS")
    #expect(try answer(.options, "*").status == 204)
  }

  @Test func `routes are listed most specific first`() {
    #expect(
      router.routes.map { "\($0.method) \($0.pattern)" } == [
        "GET /api/jobs", "POST /api/jobs", "POST /api/sql", "GET /api/jobs/new", "DELETE /api/jobs/{id}",
        "GET /api/jobs/{id}", "POST /api/jobs/{id}/cancel", "GET /api/presets/{name...}", "GET /{file...}",
      ])
  }

  @Test func `answers through a socket`() throws {
    let server = try Server.test(router: router)
    let client = try RawClient(port: server.port)
    #expect(try client.ask("GET", "/api/jobs/7").text == "job id=7")
    let wrong = try client.ask("PUT", "/api/jobs")
    #expect(wrong.status == 405)
    #expect(wrong["Allow"] == "GET, HEAD, OPTIONS, POST")
    #expect(wrong["Content-Type"] == "application/problem+json")
    #expect(try client.ask("BREW", "/api/jobs").status == 405)
    #expect(try client.ask("OPTIONS", "/api/jobs")["Allow"] == "GET, HEAD, OPTIONS, POST")
    #expect(try client.ask("OPTIONS", "*").status == 204)
    #expect(try client.ask("HEAD", "/api/sql").status == 405)
    #expect(try client.ask("GET", "/api/jobs/8").text == "job id=8")
  }
}
