import Foundation
import Testing
import TestSupport

/// Selections as pages and scripts ask for them over HTTP, of a server that trains nothing.
@Suite struct SelectionRequestTests {
  private let server: ServerProcess

  init() async throws {
    server = try ServerProcess(arguments: ["--workers", "0"])
    for (name, method, rate) in [("one, two", "bp", "0.1"), ("b", "dkp", "0.2"), ("c", "dkp", "0.2")] {
      let body = """
        {"method":"\(method)","network":"n","dataset":"d","name":"\(name)","experiment":"e","tags":{"who":"me"},
         "steps":10,"config":{"optimizer":{"rate":\(rate)}}}
        """
      let run = try await server.post("/api/v1/runs", body).json()["id"].integer!
      let points = """
        {"series":[{"name":"test_accuracy","steps":[1,2],"values":[0.5,0.25]},{"name":"angle","layer":"fc1","steps":[1],"values":[90]}]}
        """
      _ = try await server.post("/api/v1/runs/\(run)/metrics", points)
    }
  }

  private func get(_ target: String) async throws -> JSONTree {
    let answer = try await server.get("/api/v1" + target)
    #expect(answer.status == 200, "\(target): \(answer.text)")
    return try answer.json()
  }

  @Test func `lists, rows, facets and runs are of the same jobs`() async throws {
    for (query, ids) in [
      ("method=dkp", [3, 2]), ("method=dkp&method=bp", [3, 2, 1]), ("q=one", [1]), ("jobs=1,3-9", [3, 1]),
      ("config=optimizer.rate:0.1", [1]), ("tag=who:me&runs=2", [2]),
      ("experiment=e&status=running", [3, 2, 1]),
      ("q=nothing", []),
    ] {
      #expect(try await get("/jobs?\(query)")["jobs"].list.map { $0["id"].integer } == ids, "\(query)")
      let rows = try await get("/jobs/rows?\(query)")
      #expect(rows["jobs"].list.map { $0["id"].integer } == ids && rows["total"].integer == ids.count)
      #expect(try await get("/jobs/facets?\(query)")["total"].integer == ids.count)
      let page = try await get("/selection?\(query)")
      #expect(page["jobs"].list.map { $0["id"].integer } == ids && page["total"].integer == ids.count)
    }
  }

  @Test func `a row has what a table shows, and pages go on where they ended`() async throws {
    let first = try await get(
      "/jobs/rows?sort=config.optimizer.rate&order=asc&limit=2&columns=optimizer.rate")
    let row = first["jobs"][0]
    #expect(row["id"].integer == 1 && row["values"]["optimizer.rate"].string == "0.1")
    #expect(row["last"]["test_accuracy"].double == 0.25 && row["best"]["test_accuracy"].double == 0.5)
    #expect(row["spark"].list.map(\.double) == [0.5, 0.25] && row["states"]["running"].integer == 1)
    #expect(row["fraction"].double == 0.2 && row["external"].flag == true && row["trials"].integer == 1)
    let next = try #require(first["next"].string)
    let rest = try await get("/jobs/rows?sort=config.optimizer.rate&order=asc&limit=2&after=\(next)")
    #expect(rest["jobs"].list.map { $0["id"].integer } == [3] && !rest["total"].exists)
    #expect(try await get("/jobs/rows?metric=loss")["jobs"][0]["last"]["loss"].isNull)
    #expect(try await get("/jobs/facets?q=b+c")["varying"].list.isEmpty)
    #expect(try await get("/jobs/facets")["varying"][0]["key"].string == "method")
    #expect(try await get("/queue")["running_total"].integer == 3)
  }

  @Test func `runs come with their jobs and what they measure, asked in a body too`() async throws {
    let page = try await get("/selection?limit=2")
    #expect(page["runs"].list.map { $0["job_id"].integer } == [3, 2] && page["next"].string == "2")
    #expect(page["runs"][0]["measures"]["angle"][0].string == "fc1")
    #expect(page["jobs"][0]["config"]["optimizer"]["rate"].double == 0.2)
    let body = #"{"q":["one, two"],"jobs":[1,"2-9"],"config":["optimizer.rate:0.1"],"status":["running"]}"#
    let asked = try await server.post("/api/v1/selection", body)
    #expect(asked.status == 200, "\(asked.text)")
    #expect(try asked.json()["runs"].list.map { $0["id"].integer } == [1])
    let wrong = try await server.post(
      "/api/v1/selection", #"{"jobs":[0,"9-1"],"status":["done"],"tag":["who"],"methods":[]}"#)
    #expect(wrong.status == 422)
    #expect(
      try wrong.json()["errors"].list.compactMap { $0["path"].string }.sorted() == [
        "$.jobs[0]", "$.jobs[1]", "$.methods", "$.status[0]", "$.tag[0]",
      ])
  }

  @Test(arguments: [
    "/jobs?status=done", "/jobs?jobs=0", "/jobs?jobs=9-1", "/jobs?runs=a", "/jobs?tag=who", "/jobs?config=x",
    "/jobs?config=a..b:1", "/jobs/rows?sort=size", "/jobs/rows?order=up", "/jobs/rows?after=x",
    "/jobs/rows?limit=0",
    "/jobs/rows?metric=a//b", "/jobs/rows?columns=a..b", "/jobs/facets?jobs=-", "/selection?limit=2001",
    "/selection?after=x", "/queue?metric=..",
    "/jobs?q=1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20+21+22+23+24+25+26+27+28+29+30+31+32+33+34+35+36+37+38+39+40+41",
  ])
  func `what cannot be understood is refused`(target: String) async throws {
    let answer = try await server.get("/api/v1" + target)
    #expect(answer.status == 400, "\(answer.text)")
  }

  @Test func `what is done to many is done to the selection, and to nobody without one`() async throws {
    #expect(try await server.post("/api/v1/jobs/cancel").status == 400)
    let asked = try await server.post("/api/v1/jobs/cancel?method=dkp&jobs=2-9")
    #expect(try asked.status == 409 && asked.json()["count"].integer == 2)
    let done = try await server.post("/api/v1/jobs/cancel?method=dkp&jobs=2-9&expected=2")
    #expect(try done.status == 200 && done.json()["ids"].list.map { $0.integer } == [2, 3])
  }
}
