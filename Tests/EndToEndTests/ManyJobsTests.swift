import Foundation
import Testing
import TestSupport

/// A sweep or an experiment in one call.
@Suite struct ManyJobsTests {
  private let tiny: TinyDataset
  private let server: ServerProcess

  init() async throws {
    tiny = try TinyDataset()
    server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--workers", "0"])
    let answer = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":"fc5","method":"dkp","epochs":1,"experiment":"grid","tags":{"a:b":"c"},"sweep":{"seed":[1,2,3,4]}}"#
    )
    #expect(answer.status == 201, "\(answer.text)")
    // The answer says where the jobs of a sweep are.
    let list = try await server.get(#require(answer["Location"]))
    #expect(try list.json()["jobs"].list.count == 4)
  }

  private func ask(_ method: String, _ path: String) async throws -> HTTPAnswer {
    try await server.send(method, "/api/v1" + path)
  }

  @Test func `the count is said before anything is done, and then it is done to all`() async throws {
    for (method, path) in [("POST", "/jobs/pause"), ("POST", "/jobs/cancel"), ("DELETE", "/jobs")] {
      for wrong in ["", "&expected=3"] {
        let answer = try await ask(method, path + "?experiment=grid" + wrong)
        #expect(answer.status == 409, "\(answer.text)")
        #expect(try answer.json()["count"].integer == 4)
        #expect(try answer.json()["detail"].string?.contains("expected=4") == true)
      }
      let without = try await ask(method, path + "?expected=4")
      #expect(without.status == 400 && without.text.contains("experiment"), "\(without.text)")
    }
    let paused = try await ask("POST", "/jobs/pause?experiment=grid&expected=4").json()
    #expect(paused["count"].integer == 4 && paused["ids"].list.map(\.integer) == [1, 2, 3, 4])
    #expect(try await ask("GET", "/jobs/1").json()["paused"].flag == true)
    #expect(try await ask("POST", "/jobs/resume?status=queued&expected=4").status == 200)
    #expect(try await ask("GET", "/jobs/4").json()["paused"].flag == false)
    #expect(try await ask("POST", "/jobs/cancel?tag=a:b:c&expected=4").status == 200)
    #expect(try await ask("GET", "/jobs?status=cancelled").json()["jobs"].list.count == 4)
    let deleted = try await ask("DELETE", "/jobs?status=cancelled&expected=4")
    #expect(deleted.status == 202)
    #expect(try await ask("GET", "/jobs").json()["jobs"].list.isEmpty)
  }

  @Test func `a tag with a colon in its key is found, and gathered by`() async throws {
    #expect(try await ask("GET", "/jobs?tag=a:b:c").json()["jobs"].list.count == 4)
    #expect(try await ask("GET", "/jobs?tag=a%3Ab:c").json()["jobs"].list.count == 4)
    let run = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"n","dataset":"d","tags":{"x,y.z:u":"v"}}"#)
    let id = try #require(try run.json()["id"].integer)
    _ = try await server.post(
      "/api/v1/runs/\(id)/metrics", #"{"series":[{"name":"loss","steps":[1],"values":[2]}]}"#)
    _ = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"succeeded"}"#)
    let groups = try await server.post(
      "/api/v1/summary", #"{"metric":"loss","group_by":["tag.x,y.z:u"]}"#)
    #expect(try groups.json()["groups"][0]["key"]["tag.x,y.z:u"].string == "v", "\(groups.text)")
  }

  @Test func `twenty thousand runs are asked for in a body, with the answer of a query`() async throws {
    for method in ["bp", "fa"] {
      let run = try await server.post(
        "/api/v1/runs", #"{"method":"\#(method)","network":"n","dataset":"d","experiment":"two"}"#)
      let id = try #require(try run.json()["id"].integer)
      _ = try await server.post(
        "/api/v1/runs/\(id)/metrics", #"{"series":[{"name":"loss","steps":[1,2],"values":[2,1]}]}"#)
    }
    let many = (1...20_000).map(String.init).joined(separator: ",")
    for (query, body) in [
      ("metrics?runs=1-6&names=loss", #"{"runs":[\#(many)],"names":["loss"]}"#),
      ("metrics.csv?runs=1-6", #"{"runs":[\#(many)]}"#),
      ("metrics.csv?experiment=two", #"{"experiment":"two"}"#),
    ] {
      let path = try #require(query.split(separator: "?").first)
      let asked = try await server.get("/api/v1/" + query)
      let same = try await server.post("/api/v1/\(path)", body)
      #expect(asked.status == 200 && same.status == 200, "\(asked.text) \(same.text)")
      #expect(asked.body == same.body && asked.text.contains("loss"))
    }
    let stream = try await server.post("/api/v1/stream", #"{"runs":[5,6],"seconds":1}"#)
    #expect(stream.status == 200 && stream.text.contains("event: points"), "\(stream.text)")
    // It reads, but is a POST like others to a page of somebody else's.
    let foreign = try await server.post(
      "/api/v1/metrics", #"{"runs":[1]}"#, headers: ["Origin": "http://elsewhere.example"])
    #expect(foreign.status == 403)
  }
}
