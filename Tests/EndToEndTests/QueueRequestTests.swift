import Foundation
import Testing
import TestSupport

/// Priorities, grids, clones and runs side by side, as a user asks for them over HTTP.
@Suite(.serialized) struct QueueRequestTests {
  private let tiny: TinyDataset
  private let server: ServerProcess

  init() throws {
    tiny = try TinyDataset()
    server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--threads", "2", "--workers", "2"])
  }

  private func post(_ path: String, _ json: String = "", status: Int = 201) async throws -> JSONTree {
    let answer = try await server.post("/api/v1/jobs\(path)", json)
    #expect(answer.status == status, "\(answer.text)")
    return try answer.json()
  }

  private func config(_ changes: String) -> String {
    #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","batch_size":20\#(changes)}"#
  }

  private func job(_ id: Int) async throws -> JSONTree { try await server.get("/api/v1/jobs/\(id)").json() }

  private func ended(_ id: Int) async throws -> JSONTree {
    try await server.wait(for: "the end of job \(id)") {
      let job = try await job(id)
      return ["succeeded", "failed", "cancelled"].contains(job["status"].string) ? job : nil
    }
  }

  /// Two jobs that keep both workers busy.
  private func occupy() async throws -> [Int] {
    var ids: [Int] = []
    for seed in 1...2 {
      ids.append(try await post("", config(#","epochs":100000,"seed":\#(seed)"#))["id"].integer!)
    }
    for id in ids {
      try await server.wait(for: "both workers") {
        try await job(id)["progress"]["step"].integer! > 0 ? true : nil
      }
    }
    return ids
  }

  @Test func `what a job would take is told before it is queued, and by its like once there is one`()
    async throws
  {
    // 120 samples or whatever the set has: as many runs, iterations and samples as the queue would count.
    let grid = config(#","epochs":3,"trials":2,"sweep":{"optimizer.learning_rate":[0.1,0.01]}"#)
    let first = try await post("/estimate", grid, status: 200)
    #expect(first["jobs"].integer == 2 && first["runs"].integer == 4)
    #expect(first["basis"].string == "a short measurement made now" && first["seconds"].double != nil)
    #expect(first["memory_bytes"].integer ?? 0 > 100_000)
    #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.isEmpty)
    let job = try await post("", config(#","epochs":3"#))
    let steps = try #require(job["runs"][0]["steps"].integer)
    #expect(first["iterations"].integer == 4 * steps)
    #expect(try await ended(try #require(job["id"].integer))["status"].string == "succeeded")
    let next = try await post("/estimate", grid, status: 200)
    #expect(next["basis"].string == "1 earlier run" && next["samples"].integer == first["samples"].integer)
    let wrong = try await post("/estimate", config(#","epochs":0"#), status: 422)
    #expect(wrong["errors"].list.count + wrong["problems"].list.count > 0)
  }

  @Test func `two runs are trained side by side, and the more urgent job goes first`() async throws {
    let busy = try await occupy()
    #expect(try await job(busy[0])["runs"][0]["threads"].integer == 1)
    let late = try await post("", config(#","epochs":1"#))
    let urgent = try await post("", config(#","epochs":1,"priority":5"#))
    let changed = try await post("", config(#","epochs":1,"priority":-3"#))
    #expect(late["priority"].integer == 0 && urgent["priority"].integer == 5)
    let id = try #require(changed["id"].integer)
    #expect(try await post("/\(id)/priority", #"{"priority":9}"#, status: 200)["priority"].integer == 9)
    _ = try await post("/\(busy[0])/cancel", status: 200)
    var starts: [String] = []
    for job in [changed, urgent, late] {
      starts.append(try #require(try await ended(job["id"].integer!)["started_at"].string))
    }
    #expect(starts == starts.sorted() && Set(starts).count == 3)
    _ = try await post("/\(busy[1])/cancel", status: 200)
  }

  @Test func `a priority that is none, and one for a job that has ended, are refused`() async throws {
    for wrong in ["101", "1.5", "\"high\"", "null"] {
      let answer = try await post("", config(#","epochs":1,"priority":\#(wrong)"#), status: 422)
      #expect(answer["errors"][0]["path"].string == "$.priority", "\(wrong)")
    }
    let id = try #require(try await post("", config(#","epochs":1"#))["id"].integer)
    #expect(
      try await post("/\(id)/priority", #"{"priorty":9}"#, status: 422)["errors"].list.map {
        $0["path"].string
      }
        == ["$.priority", "$.priorty"])
    _ = try await ended(id)
    _ = try await post("/\(id)/priority", #"{"priority":9}"#, status: 409)
    _ = try await post("/99/priority", #"{"priority":9}"#, status: 404)
  }

  @Test func `a sweep makes the grid in one answer, or nothing`() async throws {
    let grid =
      #","epochs":1,"priority":1,"sweep":{"optimizer.learning_rate":[0.01,0.005],"method":["dfa","dkp"]}"#
    let made = try await post("", config(grid))["jobs"].list
    #expect(
      made.map { $0["name"].string } == [
        "method=dfa, learning_rate=0.01", "method=dfa, learning_rate=0.005",
        "method=dkp, learning_rate=0.01", "method=dkp, learning_rate=0.005",
      ])
    #expect(made.allSatisfy { $0["priority"].integer == 1 && $0["runs"].list.count == 1 })
    let tag = try #require(made[0]["tags"]["sweep"].string)
    let found = try await server.get("/api/v1/jobs?tag=sweep:\(tag)").json()["jobs"].list
    #expect(found.map { $0["id"].integer } == made.map { $0["id"].integer }.reversed())
    for job in made {
      let ended = try await ended(job["id"].integer!)
      #expect(ended["status"].string == "succeeded")
      #expect(ended["config"]["method"].string == ended["tags"]["method"].string)
    }
    let before = try await server.get("/api/v1/jobs").json()["jobs"].list.count
    let wrong = try await post(
      "", config(#","epochs":1,"sweep":{"optimizer.learning_rate":[0.01,-1],"method":["dfa","dpk"]}"#),
      status: 422)
    #expect(
      Set(wrong["errors"].list.compactMap { $0["path"].string })
        == [#"$.sweep["optimizer.learning_rate"][1]"#, #"$.sweep["method"][1]"#])
    #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.count == before)
  }

  @Test func `a clone is the job with what was changed`() async throws {
    let original = try await post("", config(#","epochs":1,"priority":4,"seed":3"#))
    let id = try #require(original["id"].integer)
    let answer = try await server.post(
      "/api/v1/jobs/\(id)/clone", #"{"overrides":{"optimizer.learning_rate":0.005,"method":"bp"}}"#)
    #expect(answer.status == 201, "\(answer.text)")
    let clone = try answer.json()
    #expect(answer["Location"] == "/api/v1/jobs/\(clone["id"].integer!)")
    #expect(clone["config"]["optimizer"]["learning_rate"].double == 0.005)
    #expect(clone["name"].string == "bp fc5:16 on mnist" && clone["priority"].integer == 4)
    #expect(clone["runs"][0]["seed"].integer == 3)
    // Nothing changed, nothing sent: the same once more, to the same points.
    let same = try await post("/\(id)/clone")
    #expect(same["name"].string == original["name"].string)
    var losses: [[Double?]] = []
    for job in [original, same] {
      let run = try #require(try await ended(job["id"].integer!)["runs"][0]["id"].integer)
      let series = try await server.get("/api/v1/metrics?runs=\(run)&names=loss").json()["series"][0]
      losses.append(series["values"].list.map(\.double))
    }
    #expect(losses[0].count == 10 && losses[0] == losses[1])
    let adam = try await post(
      "/\(id)/clone", #"{"overrides":{"optimizer":{"name":"adam","learning_rate":0.001}}}"#)
    #expect(adam["config"]["optimizer"]["beta1"].double == 0.9)

    let wrong = try await post("/\(id)/clone", #"{"overrides":{"epoch":2},"prio":1}"#, status: 422)
    #expect(wrong["errors"].list.map { $0["path"].string } == ["$.prio"])
    let bad = try await post("/\(id)/clone", #"{"overrides":{"epoch":2}}"#, status: 422)
    #expect(bad["errors"][0]["message"].string?.contains("did you mean \"epochs\"?") == true)
    _ = try await post("/\(id)/clone", #"{"overrides":{"initial_weights":"/etc/passwd"}}"#, status: 422)
    _ = try await post("/999/clone", status: 404)
    let external = try await server.post("/api/v1/runs", #"{"method":"m","network":"n","dataset":"d"}"#)
      .json()
    _ = try await post("/\(external["job_id"].integer!)/clone", status: 409)
    _ = try await post("/\(external["job_id"].integer!)/pause", status: 409)
  }

  @Test func `a run that diverges fails with its step, and the others go on`() async throws {
    let good = try await post("", config(#","epochs":30"#))["id"].integer!
    let bad = try await post(
      "",
      config(#","epochs":30,"trials":2,"method":"bp","optimizer":{"learning_rate":1000,"weight_decay":1}"#))[
        "id"
      ].integer!
    let failed = try await ended(bad)
    #expect(failed["status"].string == "failed")
    for run in failed["runs"].list {
      let step = try #require(run["diverged_step"].integer)
      #expect(run["status"].string == "failed" && run["step"].integer == step && step < 300)
      #expect(run["message"].string?.hasPrefix("diverged: the loss is") == true)
      #expect(run["message"].string?.contains("at iteration \(step);") == true)
      #expect(run["latest"]["loss"].isNull)
      // The value that diverged is there, as null.
      let id = try #require(run["id"].integer)
      let loss = try await server.get("/api/v1/metrics?runs=\(id)&names=loss").json()["series"][0]
      #expect(loss["steps"].list.map(\.integer) == Array(1...step))
      #expect(loss["values"].list.last?.isNull == true)
      #expect(loss["values"].list.dropLast().allSatisfy { !$0.isNull })
    }
    let other = try await ended(good)
    #expect(other["status"].string == "succeeded" && other["runs"][0]["diverged_step"].isNull)
  }
}
