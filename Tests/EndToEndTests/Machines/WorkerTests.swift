import Foundation
import Testing
import TestSupport

/// `bearing worker`, as on another machine. What happens under faults of the network is tested in `Tests/workers`.
@Suite struct WorkerTests {
  private let body =
    #"{"dataset":"fashion-mnist","network":{"name":"fc5","width":60},"method":"dkp","epochs":3,"resources":{"threads":1}}"#

  private func values(_ server: ServerProcess, run: Int) async throws -> String {
    // Without the speed, which is another one each time.
    let csv = try await server.get("/api/v1/metrics.csv?runs=\(run)&names=loss,angle,test_accuracy").text
    return csv.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropFirst(2).joined(separator: ",")
    }.joined(separator: "\n")
  }

  @Test func `a run comes to the same bits wherever it is trained, and says where that was`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "1", "--threads", "1"])
    #expect(try await server.post("/api/v1/jobs", body).status == 201)
    try await server.wait(for: "run 1") {
      try await server.get("/api/v1/runs/1").json()["status"].string == "succeeded" ? true : nil
    }
    #expect(server.kill(signal: SIGTERM) == 0)
    let second = try ServerProcess(data: server.data, arguments: ["--workers", "0"])
    #expect(try await second.post("/api/v1/jobs", body).status == 201)
    let worker = try CommandRun(["worker", "--server", second.url.absoluteString, "--run", "2"])
    #expect(worker.status == 0, "\(worker.errors)")
    let (here, there) = (
      try await second.get("/api/v1/runs/1").json(), try await second.get("/api/v1/runs/2").json()
    )
    #expect(there["status"].string == "succeeded" && there["attempt"].integer == 1)
    let (place, other) = (here["environment"], there["environment"])
    #expect(place["executor"].string == "here")
    #expect(other["executor"].string == "worker")
    #expect(place["threads"].integer == 1 && other["threads"].integer == 1)
    #expect(other["host"].string == place["host"].string)
    #expect(there["submission"].isNull)
    let points = try await values(second, run: 1)
    #expect(try await values(second, run: 2) == points)
    // The loss and four angles of each iteration, and a test of each epoch.
    let count = points.split(separator: "\n").count
    #expect(count == 18_003)
    let weights = try await second.get("/api/v1/runs/1/checkpoint").body
    #expect(try await second.get("/api/v1/runs/2/checkpoint").body.count == weights.count)
    #expect(try await second.get("/api/v1/runs/2/checkpoint").body == weights)
    // Nothing else is left of it.
    let left = try FileManager.default.contentsOfDirectory(
      atPath: second.data.appending(path: "checkpoints/run-2").path)
    #expect(left == ["weights.safetensors"])
    // Whose run has ended has nothing to do.
    let late = try CommandRun(["worker", "--server", second.url.absoluteString, "--run", "2"])
    #expect(
      late.status == 0 && late.errors.contains("run 2 is not to be had: it is succeeded"), "\(late.errors)")
    let idle = try CommandRun(["worker", "--server", second.url.absoluteString])
    #expect(idle.status == 0 && idle.errors.contains("no run waits"), "\(idle.errors)")
  }

  @Test
  func `a machine without the dataset gives a run of the queue back, and fails one that it was asked for`()
    async throws
  {
    let tiny = try TinyDataset(training: 100)
    let server = try ServerProcess(arguments: ["--workers", "0", "--datasets", tiny.root.path])
    #expect(
      try await server.post("/api/v1/jobs", body.replacing("fashion-mnist", with: "mnist")).status == 201)
    let worker = try CommandRun(["worker", "--server", server.url.absoluteString])
    #expect(worker.status != 0 && worker.errors.contains("it was given back"), "\(worker.errors)")
    #expect(try await server.get("/api/v1/runs/1").json()["status"].string == "interrupted")
    let asked = try CommandRun(["worker", "--server", server.url.absoluteString, "--run", "1"])
    #expect(asked.status != 0)
    let run = try await server.get("/api/v1/runs/1").json()
    #expect(
      run["status"].string == "failed" && run["message"].string?.contains("cannot be trained on") == true)
  }

  @Test func `a job that nobody here may train says so, and workers take only what may be trained anywhere`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    for place in ["here", "slurm"] {
      let job = body.replacing(#""threads":1"#, with: #""where":"\#(place)""#)
      #expect(try await server.post("/api/v1/jobs", job).status == 201)
    }
    let worker = try CommandRun(["worker", "--server", server.url.absoluteString])
    #expect(worker.status == 0 && worker.errors.contains("no run waits"), "\(worker.errors)")
    for (job, words) in [(1, "resources.where is here"), (2, "started without --executor slurm")] {
      let waiting = try await server.get("/api/v1/jobs/\(job)").json()["waiting"].string ?? ""
      #expect(waiting.contains(words), "\(waiting)")
    }
    let executors = try await server.get("/api/v1/queue").json()["executors"].list
    #expect(executors.map { $0["name"].string } == ["here"] && executors[0]["side_by_side"].integer == 0)
  }

  @Test func `what is typed wrong is told`() throws {
    for (arguments, words) in [
      (["--server", "nowhere"], "--server takes an address"),
      (["--server", "http://127.0.0.1:9", "--lease", "1"], "--lease must be from 2 to 3600"),
      (["--server", "http://127.0.0.1:9", "--token-file", "/nowhere"], "/nowhere"),
    ] {
      let run = try CommandRun(["worker"] + arguments)
      #expect(run.status != 0 && run.errors.contains(words), "\(run.errors)")
    }
    let serve = try CommandRun(["serve", "--executor", "slurm", "--sbatch-args", "--comment='open"])
    #expect(serve.status != 0 && serve.errors.contains("a quote that is not closed"), "\(serve.errors)")
  }
}
