import Foundation
import Testing
import TestSupport

/// A job on its way from one data directory into another, as people do it.
@Suite struct ArchiveTests {
  private let tiny: TinyDataset
  private let folder = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")
  private let server: ServerProcess

  /// Job 1 is another's; job 2 has run 2 and 3, which were trained here.
  init() async throws {
    tiny = try TinyDataset()
    server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let external = try await server.post("/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor"}"#)
    #expect(external.status == 201)
    let job = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":2,"trials":2,"experiment":"moved"}"#
    )
    #expect(job.status == 201)
    let server = server
    try await server.wait(for: "job 2") {
      try await server.get("/api/v1/jobs/2").json()["status"].string == "succeeded" ? true : nil
    }
  }

  private func save(_ job: Int) async throws -> URL {
    let answer = try await server.get("/api/v1/jobs/\(job)/archive")
    #expect(answer.status == 200 && answer["Content-Type"] == "application/x-tar")
    #expect(answer["Content-Disposition"] == "attachment; filename=\"job-\(job).tar\"")
    let file = folder.appending(path: "job-\(job).tar")
    try answer.body.write(to: file)
    return file
  }

  /// A CSV without its column `run`.
  private func points(_ text: String) -> [Substring] {
    text.split(separator: "\n").map { $0[($0.firstIndex(of: ",") ?? $0.startIndex)...] }
  }

  @Test func `a job moves with its points, curves, config and weights`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [try await save(2), try await save(1)]
    let data = folder.appending(path: "data")
    let run = try CommandRun(["import"] + files.map(\.path) + ["--data", data.path])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("job-2.tar: job 2 -> 1, "))
    #expect(run.output.contains("  run 2 -> 1, succeeded\n  run 3 -> 2, succeeded\n"))
    #expect(run.output.contains("  run 1 -> 3, cancelled: imported while running\n"))

    let other = try ServerProcess(data: data, arguments: ["--datasets", tiny.root.path])
    let (before, after) = (
      try await server.get("/api/v1/metrics.csv?job=2"), try await other.get("/api/v1/metrics.csv?job=1")
    )
    #expect(points(before.text).count > 100)
    #expect(points(before.text) == points(after.text))
    // The same by SQL, from both databases: values as they are, and what charts are drawn from but for sums.
    let seeds = "seed, metric, layer, step, typeof(value), value from metrics where job_id = "
    let levels = """
      seed, name, layer, level, bucket, count, nulls, min, max, first_step, last_step from point_levels
      join series on series.id = series_id join runs on runs.id = run_id where job_id =
      """
    for query in [seeds, levels] {
      let csv = { (server: ServerProcess, job: Int) in
        try await server.sql(
          "select \(query) \(job) order by 1, 2, 3, 4, 5", members: ["limit": 100_000],
          headers: ["Accept": "text/csv"]
        ).text
      }
      let answers = (try await csv(server, 2), try await csv(other, 1))
      #expect(answers.0 == answers.1 && answers.0.count > 5_000, "\(query)")
    }
    for (old, new) in [(2, 1), (3, 2)] {
      let weights = try await server.get("/api/v1/runs/\(old)/checkpoint")
      #expect(weights.status == 200)
      #expect(try await other.get("/api/v1/runs/\(new)/checkpoint").body == weights.body)
      for path in ["/api/v1/metrics?runs=", "/api/v1/metrics?points=16&runs="] {
        let curves = (
          try await server.get(path + "\(old)").json()["series"],
          try await other.get(path + "\(new)").json()["series"]
        )
        #expect(curves.0.list.count == 17)
        #expect(try curve(curves.0) == curve(curves.1), "\(path)")
      }
    }
    let jobs = (try await server.get("/api/v1/jobs/2").json(), try await other.get("/api/v1/jobs/1").json())
    for key in ["name", "experiment", "status", "method", "created_at", "started_at", "finished_at"] {
      #expect(jobs.0[key].string == jobs.1[key].string, "\(key)")
    }
    let config =
      "select config from jobs where experiment_id = (select id from experiments where name = 'moved')"
    #expect(try await server.rows(config)[0][0].string == other.rows(config)[0][0].string)
    // It can be archived from there, and the next job is a new one.
    #expect(try await other.get("/api/v1/jobs/1/archive").status == 200)
    let clone = try await other.post("/api/v1/jobs/1/clone", "{}")
    #expect(try clone.json()["id"].integer == 3)
  }

  /// Names, layers, steps and values, as text.
  private func curve(_ series: JSONTree) throws -> [String] {
    series.list.map { one in
      let numbers = ["steps", "values", "min", "max"].map { key in
        one[key].list.map { $0.double.map { "\($0)" } ?? "null" }.joined(separator: " ")
      }
      return ([one["name"].string ?? "", one["layer"].string ?? "", one["unit"].string ?? ""] + numbers)
        .joined(separator: ";")
    }
  }

  @Test func `not into a directory that a server has, and nothing of a damaged file`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try await save(2)
    let busy = try CommandRun(["import", file.path, "--data", server.data.path])
    #expect(busy.status != 0 && busy.output == "")
    #expect(busy.errors.contains("in use by another bearing (process \(server.processIdentifier))"))

    let damaged = folder.appending(path: "damaged.tar")
    try Data(contentsOf: file).prefix(100_000).write(to: damaged)
    let data = folder.appending(path: "data")
    // The whole one is not imported either: all are looked at first.
    let run = try CommandRun(["import", file.path, damaged.path, "--data", data.path])
    #expect(run.status != 0 && run.output == "")
    #expect(
      run.errors.contains(damaged.path) && run.errors.contains("get the archive again"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: data.path))
    #expect(try await server.get("/api/v1/jobs/99/archive").status == 404)
    #expect(try await server.get("/api/v1/jobs/x/archive").status == 404)
    // Nothing of the answers is left.
    let left = try FileManager.default.contentsOfDirectory(
      atPath: server.data.appending(path: "checkpoints").path)
    #expect(left.sorted() == ["run-2", "run-3"])
  }

  @Test func `bearing export gives what the server gives, with the server there and without`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let csv = try await server.get("/api/v1/metrics.csv?runs=3").text
    let series = try await server.get("/api/v1/metrics?runs=3").json()["series"]
    #expect(csv.count > 2_000)
    #expect(
      try await server.get("/api/v1/metrics.csv?experiment=moved&job=2").text.hasSuffix(
        csv.drop { $0 != "\n" }))
    #expect(try await server.get("/api/v1/metrics.csv?runs=3&job=2").status == 400)
    #expect(try await server.get("/api/v1/metrics.csv").status == 400)
    for isThere in [true, false] {
      if !isThere { #expect(server.kill(signal: SIGTERM) == 0) }
      #expect(try CommandRun(["export", "3", "--data", server.data.path]).output == csv, "\(isThere)")
      let json = try CommandRun(["export", "3", "--format", "json", "--data", server.data.path])
      #expect(try curve(JSONTree(Data(json.output.utf8))["series"]) == curve(series))
    }
    let none = try CommandRun(["export", "77", "--data", server.data.path])
    #expect(
      none.status != 0 && none.errors.contains("there is no run 77 in \(server.data.path)/bearing.sqlite"))
    let nowhere = try CommandRun(["export", "1", "--data", folder.path + "/nowhere"])
    #expect(nowhere.status != 0 && nowhere.errors.contains("there is no database at"))
  }
}
