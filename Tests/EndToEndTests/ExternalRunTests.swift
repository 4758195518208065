import Foundation
import Testing
import TestSupport

/// Runs that somebody else trains, logged into a real server.
@Suite struct ExternalRunTests {
  private let server: ServerProcess

  init() throws { server = try ServerProcess() }

  private func open(_ changes: String = "") async throws -> Int {
    let answer = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor"\#(changes)}"#)
    #expect(answer.status == 201, "\(answer.text)")
    let id = try #require(try answer.json()["id"].integer)
    #expect(answer["Location"] == "/api/v1/runs/\(id)")
    return id
  }

  private func loss(_ steps: ClosedRange<Int>) -> String {
    let values = steps.map { "\(1 / Double($0))" }.joined(separator: ",")
    return
      #"{"series":[{"name":"loss","unit":"nats","steps":[\#(steps.map(String.init).joined(separator: ","))],"values":[\#(values)]}]}"#
  }

  @Test func `a run is opened, logged to and finished, and is seen like any other`() async throws {
    let id = try await open(
      #","name":"mine","experiment":"elsewhere","seed":5,"steps":40,"steps_per_epoch":10,"tags":{"who":"me"},"config":{"batch_size":32,"deep":{"er":null}}"#
    )
    let posted = try await server.post("/api/v1/runs/\(id)/metrics", loss(1...20))
    #expect(posted.status == 200 && posted.text == #"{"points":20,"repeated":0}"#)
    let run = try await server.get("/api/v1/runs/\(id)").json()
    #expect(run["status"].string == "running" && run["external"].flag == true && run["seed"].integer == 5)
    #expect(run["step"].integer == 20 && run["epoch"].integer == 2 && run["epochs"].integer == 4)
    #expect(run["latest"]["loss"].double == 0.05)
    let job = try await server.get("/api/v1/jobs/\(run["job_id"].integer!)").json()
    #expect(job["name"].string == "mine" && job["progress"]["fraction"].double == 0.5)
    #expect(job["config"]["batch_size"].integer == 32 && job["config"]["network"].string == "mlp")
    #expect(job["config"]["deep"]["er"].isNull)
    let listed = try await server.get("/api/v1/runs?experiment=elsewhere&status=running").json()
    #expect(listed["runs"].list.map { $0["id"].integer } == [id])

    let done = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"failed","error":"no luck"}"#)
    #expect(done.status == 200)
    #expect(try done.json()["status"].string == "failed" && done.json()["message"].string == "no luck")
    #expect(try await server.get("/api/v1/runs/\(id)/checkpoint").text.contains("trained elsewhere"))
  }

  @Test func `metrics are called and counted as their sender likes`() async throws {
    let id = try await open(#","steps_per_epoch":10"#)
    let body =
      #"{"series":[{"name":"train/loss","steps":[-12,0,1],"values":[3,2,1]},{"name":"val Verlust ü","steps":[0],"values":[0.5]}]}"#
    #expect(try await server.post("/api/v1/runs/\(id)/metrics", body).text == #"{"points":4,"repeated":0}"#)
    let found = try await server.get(
      "/api/v1/metrics?runs=\(id)&names=train/loss,val%20Verlust%20%C3%BC&after=0"
    ).json()
    #expect(found["series"].list.map { $0["name"].string } == ["train/loss", "val Verlust ü"])
    #expect(found["series"].list[0]["steps"].list.map(\.integer) == [-12, 0, 1])
    let csv = try await server.get("/api/v1/metrics.csv?runs=\(id)").text
    #expect(csv.contains("\(id),1,train/loss,,-12,-1,3.0\n") && csv.contains("\(id),1,train/loss,,0,0,2.0\n"))
    #expect(
      try await server.get("/api/v1/metrics.csv?runs=\(id)&from=0&to=0&names=train/loss").text.hasSuffix(
        ",,0,0,2.0\n"))
    // A late one reaches who has read to the end.
    let next = try #require(found["next"].string)
    _ = try await server.post(
      "/api/v1/runs/\(id)/metrics", #"{"series":[{"name":"train/loss","steps":[-20],"values":[4]}]}"#)
    let late = try await server.get("/api/v1/metrics?runs=\(id)&after=\(next)").json()
    #expect(late["series"].list[0]["steps"].list.map(\.integer) == [-20])
    let latest = try await server.get("/api/v1/runs/\(id)").json()["latest"]
    #expect(latest["train/loss"].double == 1 && latest["val Verlust ü"].double == 0.5)
  }

  @Test func `a full batch is taken, and the same one again changes nothing`() async throws {
    let id = try await open()
    let start = Date()
    #expect(
      try await server.post("/api/v1/runs/\(id)/metrics", loss(1...100_000)).text
        == #"{"points":100000,"repeated":0}"#)
    // Printed, not asserted: other work on the machine is no fault of the server's.
    print("100,000 points over HTTP: \(Date().timeIntervalSince(start)) s")
    let before = try await server.get("/api/v1/metrics?runs=\(id)&points=500").text
    #expect(try await server.post("/api/v1/runs/\(id)/metrics", loss(1...100_000)).status == 200)
    #expect(try await server.get("/api/v1/metrics?runs=\(id)&points=500").text == before)
    let csv = try await server.get("/api/v1/metrics.csv?runs=\(id)").text
    #expect(csv.utf8.count { $0 == UInt8(ascii: "\n") } == 100_001)
    let long = try await server.post("/api/v1/runs/\(id)/metrics", loss(1...100_001))
    #expect(long.status == 422 && long.text.contains("100000 at a time"))
    let bytes = try await server.post(
      "/api/v1/runs/\(id)/metrics", String(repeating: " ", count: 8 << 20) + #"{"series":[]}"#)
    #expect(bytes.status == 413)
  }

  @Test func `steps that are given again count once, and the answer says so`() async throws {
    let id = try await open()
    let body = #"{"series":[{"name":"loss","steps":[1,1,1,1],"values":[29.3,10.1,9.5,8.6]}]}"#
    for _ in 0..<2 {
      let answer = try await server.post("/api/v1/runs/\(id)/metrics", body)
      #expect(answer.text == #"{"points":1,"repeated":3}"#)
    }
    #expect(try await server.get("/api/v1/runs/\(id)").json()["latest"]["loss"].double == 8.6)
  }

  @Test func `a run without steps has no end in sight until it is finished`() async throws {
    let id = try await open()
    var run = try await server.get("/api/v1/runs/\(id)").json()
    #expect(run["steps"].isNull && run["epochs"].isNull && run["last_point_at"].isNull)
    #expect(try await server.post("/api/v1/runs/\(id)/metrics", loss(1...20)).status == 200)
    run = try await server.get("/api/v1/runs/\(id)").json()
    #expect(run["step"].integer == 20 && run["steps"].isNull && run["last_point_at"].string?.count == 24)
    let job = "/api/v1/jobs/\(run["job_id"].integer!)"
    var progress = try await server.get(job).json()["progress"]
    #expect(progress["fraction"].isNull && progress["steps"].isNull && progress["step"].integer == 20)
    _ = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"succeeded"}"#)
    run = try await server.get("/api/v1/runs/\(id)").json()
    progress = try await server.get(job).json()["progress"]
    #expect(run["steps"].integer == 20 && run["epochs"].integer == 20 && progress["fraction"].double == 1)
  }

  @Test func `a run that is silent is interrupted when the server was told to, and goes on with its points`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--stale-after", "1"])
    #expect(try await server.get("/api/v1/health?verbose=1").json()["stale_after_seconds"].double == 1)
    let opened = try await server.post("/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor"}"#)
    let path = "/api/v1/runs/\(try #require(try opened.json()["id"].integer))"
    let message = try await server.wait(for: "the run to be interrupted") {
      let run = try await server.get(path).json()
      return run["status"].string == "interrupted" ? run["message"].string : nil
    }
    #expect(message.contains("--stale-after"))
    #expect(try await server.post(path + "/metrics", loss(1...2)).status == 200)
    // It may be silent again by now; what came is there all the same.
    #expect(try await server.get(path).json()["step"].integer == 2)
    let end = try await server.post(path + "/finish", #"{"status":"succeeded"}"#)
    #expect(try end.json()["status"].string == "succeeded" && end.json()["message"].isNull)
  }

  @Test func `equal values come as they are, and nulls among the reduced ones are counted`() async throws {
    let id = try await open()
    let steps = (1...5_000).map(String.init).joined(separator: ",")
    let values = (1...5_000).map { (1_000...1_002).contains($0) ? "null" : "0.1" }.joined(separator: ",")
    let body = #"{"series":[{"name":"loss","steps":[\#(steps)],"values":[\#(values)]}]}"#
    #expect(try await server.post("/api/v1/runs/\(id)/metrics", body).status == 200)
    let series = try await server.get("/api/v1/metrics?runs=\(id)&points=1000").json()["series"][0]
    #expect(series["reduced"].flag == true && series["nulls"].list.count == series["steps"].list.count)
    #expect(series["nulls"].list.compactMap(\.integer).reduce(0, +) == 3)
    for key in ["values", "min", "max"] {
      #expect(series[key].list.compactMap(\.double).allSatisfy { $0 == 0.1 }, "\(key)")
    }
  }

  @Test func `a server that is killed keeps what it acknowledged, and the run stays open`() async throws {
    let id = try await open()
    #expect(try await server.post("/api/v1/runs/\(id)/metrics", loss(1...1000)).status == 200)
    server.kill(signal: SIGKILL)
    let again = try ServerProcess(data: server.data)
    let run = try await again.get("/api/v1/runs/\(id)").json()
    #expect(run["status"].string == "running" && run["attempt"].integer == 1 && run["step"].integer == 1000)
    let points = try await again.get("/api/v1/metrics?runs=\(id)").json()["series"][0]
    #expect(points["steps"].list.count == 1000)
    #expect(try await again.post("/api/v1/runs/\(id)/metrics", loss(1001...1010)).status == 200)
    let end = try await again.post("/api/v1/runs/\(id)/finish", #"{"status":"succeeded"}"#)
    #expect(try end.json()["step"].integer == 1010)
  }

  @Test func `what cannot be is refused with a reason`() async throws {
    let bad = try await server.post(
      "/api/v1/runs", #"{"method":7,"dataset":"","seed":-1,"stepz":3,"config":[],"tags":{"a":1}}"#)
    #expect(bad.status == 422)
    let paths = try bad.json()["errors"].list.compactMap { $0["path"].string }
    #expect(
      Set(paths) == ["$.method", "$.network", "$.dataset", "$.seed", "$.stepz", "$.config", "$.tags.a"])
    #expect(try bad.json()["errors"].list.contains { $0["expected"].string == "steps" })

    let id = try await open()
    let path = "/api/v1/runs/\(id)"
    #expect(try await server.post(path + "/finish", #"{"status":"done"}"#).status == 422)
    #expect(try await server.post(path + "/finish", "{}").status == 422)
    #expect(try await server.post(path + "/metrics", #"{"series":[{"name":"Loss"}]}"#).status == 422)
    #expect(try await server.post("/api/v1/runs/99/metrics", #"{"series":[]}"#).status == 404)
    #expect(try await server.post("/api/v1/runs/99/finish", #"{"status":"failed"}"#).status == 404)
    #expect(try await server.send("GET", path + "/metrics").status == 405)

    #expect(try await server.post(path + "/finish", #"{"status":"succeeded","error":null}"#).status == 200)
    #expect(try await server.post(path + "/finish", #"{"status":"succeeded"}"#).status == 200)
    #expect(try await server.post(path + "/finish", #"{"status":"failed"}"#).status == 409)
    let late = try await server.post(path + "/metrics", loss(1...2))
    #expect(late.status == 409 && late.text.contains("takes no more points"))
  }

  @Test func `a run of the server's own takes no points from outside`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let job = try await server.post(
      "/api/v1/jobs", #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"bp","epochs":1}"#
    ).json()
    let id = try #require(job["runs"][0]["id"].integer)
    for (path, body) in [("metrics", loss(1...2)), ("finish", #"{"status":"failed"}"#)] {
      let answer = try await server.post("/api/v1/runs/\(id)/\(path)", body)
      #expect(answer.status == 409 && answer.text.contains("trained by this server"))
    }
  }

  @Test func `cancelling the job tells the sender to stop`() async throws {
    let id = try await open()
    let job = try #require(try await server.get("/api/v1/runs/\(id)").json()["job_id"].integer)
    let cancelled = try await server.post("/api/v1/jobs/\(job)/cancel")
    #expect(try cancelled.json()["status"].string == "cancelled")
    #expect(try await server.post("/api/v1/runs/\(id)/metrics", loss(1...2)).status == 409)
  }

  @Test func `the Python example logs its loop`() async throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", Fixtures.root.appending(path: "examples/log_from_python.py").path, server.url.absoluteString,
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let run = try await server.get("/api/v1/runs/1").json()
    #expect(run["status"].string == "succeeded" && run["step"].integer == 1000 && run["epochs"].integer == 20)
    #expect(run["latest"]["accuracy"].double ?? 0 > 0.8)
    let series = try await server.get("/api/v1/metrics?runs=1").json()["series"].list
    #expect(series.map { $0["name"].string } == ["loss", "accuracy"])
    for one in series { #expect(one["steps"].list.map(\.integer) == Array(1...1000)) }
  }
}
