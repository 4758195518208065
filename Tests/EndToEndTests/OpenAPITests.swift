import Foundation
import Testing
import TestSupport

/// The API document of a real server. Whether its answers are true to it is schemathesis's business: `make schemathesis`.
@Suite struct OpenAPITests {
  private let server: ServerProcess

  init() throws { server = try ServerProcess(arguments: ["--workers", "0"]) }

  @Test func `the document is where programs look for it and beside the API`() async throws {
    let answer = try await server.get("/openapi.json")
    #expect(answer.status == 200 && answer["Content-Type"] == "application/json")
    #expect(try answer.json()["openapi"].string == "3.1.0")
    #expect(try await server.get("/api/v1/openapi.json").body == answer.body)
  }

  @Test func `every operation of the document is there, with the methods that it says`() async throws {
    let paths = try await server.get("/openapi.json").json()["paths"]
    #expect(paths.keys.contains("/api/v1/jobs/{id}/cancel"))
    for path in paths.keys {
      let target = path.replacing(/{[a-z_]+}/, with: "1")
      let allowed = try await server.send("OPTIONS", target)["Allow"] ?? ""
      var methods = Set(paths[path].keys.map { $0.uppercased() } + ["OPTIONS"])
      if methods.contains("GET") { methods.insert("HEAD") }
      #expect(Set(allowed.split(separator: ", ").map(String.init)) == methods, "\(path)")
    }
  }

  @Test func `a preset is found with its slashes percent-encoded, as clients write a parameter`() async throws
  {
    let plain = try await server.get("/api/v1/presets/fc5/mnist/fig2")
    let encoded = try RawHTTP.send(
      "GET", "/api/v1/presets/fc5%2Fmnist%2Ffig2", port: try #require(server.url.port))
    #expect(plain.status == 200 && encoded.body == plain.body)
  }

  @Test func `a server without workers queues what it is given`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--workers", "0", "--datasets", tiny.root.path])
    let body = #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"bp","epochs":1}"#
    #expect(try await server.post("/api/v1/jobs", body).status == 201)
    let external = try await server.post("/api/v1/runs", #"{"method":"a","network":"b","dataset":"c"}"#)
    #expect(external.status == 201)
    #expect(try await server.get("/api/v1/jobs/1").json()["status"].string == "queued")
    #expect(try await server.post("/api/v1/jobs/1/cancel").json()["status"].string == "cancelled")
    #expect(server.kill(signal: SIGTERM) == 0)
  }

  @Test(arguments: [
    #""seed":1e400"#, #""config":{"x":-1e400}"#, #""name":"\ud800""#, #""name":"a\u0000b""#,
    #""tags":{"\u0000":"x"}"#, #""tags":{"x":"\u0000"}"#, #""steps":1.5"#,
  ])
  func `a body that cannot be kept as it is gets 422`(member: String) async throws {
    let body = #"{"method":"a","network":"b","dataset":"c",\#(member)}"#
    let answer = try await server.post("/api/v1/runs", body)
    #expect(answer.status == 422, "\(answer.text)")
    #expect(try answer.json()["errors"][0]["path"].string?.hasPrefix("$") == true)
  }

  @Test(arguments: [
    "/metrics?runs=0", "/metrics?runs=1&names=loss!", "/metrics.csv?runs=1&names=a,b,/c",
    "/jobs?after=1234567890123456789",
  ])
  func `a query that the document calls wrong gets 400`(target: String) async throws {
    #expect(try await server.get("/api/v1" + target).status == 400)
  }

  @Test func `numbers from floats are integers, and an end takes no unknown key`() async throws {
    let run = try await server.post(
      "/api/v1/runs", #"{"method":"a","network":"b","dataset":"c","steps":4.0}"#
    ).json()
    let path = "/api/v1/runs/\(try #require(run["id"].integer))"
    let points = #"{"series":[{"name":"loss","steps":[1.0,2e0],"values":[1,2]}]}"#
    #expect(try await server.post(path + "/metrics", points).text == #"{"points":2,"repeated":0}"#)
    #expect(try await server.post(path + "/finish", #"{"status":"failed","why":null}"#).status == 422)
    #expect(try await server.post(path + "/finish", #"{"status":"failed","error":null}"#).status == 200)
  }
}
