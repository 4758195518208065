import Foundation
import FoundationNetworking
import Testing
import TestSupport

/// A server below a path of a proxy's.
@Suite struct BasePathTests {
  @Test func `pages, calls and what they say of themselves are below the base path`() async throws {
    let server = try ServerProcess(arguments: ["--base-path", "/bearing/"])
    #expect(server.url.path() == "/bearing")
    // Passed on by the proxy; and taken off by it.
    let bare = try #require(URL(string: "/", relativeTo: server.url))
    for place in [server.url.absoluteString, String(bare.absoluteString.dropLast())] {
      let home = try await server.send(to: place + "/")
      #expect(home.status == 200 && home["Content-Security-Policy"]?.contains("default-src 'self'") == true)
      for page in ["/compare", "/alignment", "/results", "/run?id=1", "/new", "/sql?runs=1"] {
        let answer = try await server.send(to: place + page)
        #expect(answer.status == 200 && answer.body == home.body, "\(page)")
      }
      #expect(try await server.send(to: place + "/overview").status == 404)
      #expect(try await server.send(to: place + "/vendor/codemirror/lib/codemirror.js").status == 200)
      #expect(try await server.send(to: place + "/api/v1/health").status == 200)
      let document = try await server.send(to: place + "/openapi.json")
      #expect(try document.json()["servers"][0]["url"].string == "/bearing")
    }
    let run = try await server.post("/api/v1/runs", #"{"method":"bp","network":"n","dataset":"d"}"#)
    #expect(run["Location"] == "/bearing/api/v1/runs/1")
    #expect(try await server.get("/js/").status == 404)
  }

  @Test(arguments: ["bearing", "/a//b", "/a?b", "/api", "/js/", "/compare"])
  func `a base path that is none is refused`(path: String) throws {
    let run = try CommandRun(["serve", "--base-path", path, "--port", "0"])
    #expect(run.status != 0 && run.errors.contains("such as /bearing"), "\(run.errors)")
  }
}

extension ServerProcess {
  /// - Parameter address: the whole of it.
  fileprivate func send(to address: String) async throws -> HTTPAnswer {
    let (data, response) = try await URLSession.shared.data(from: #require(URL(string: address)))
    let http = try #require(response as? HTTPURLResponse)
    var headers: [String: String] = [:]
    for (name, value) in http.allHeaderFields { headers["\(name)"] = "\(value)" }
    return HTTPAnswer(status: http.statusCode, headers: headers, body: data)
  }
}
