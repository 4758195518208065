import Foundation
import Testing
import TestSupport

/// `bearing bench` on a small scale: it measures what it says, and cleans up.
@Suite struct BenchTests {
  private func expectSpread(_ spread: JSONTree, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let blocks = spread["blocks"].list.compactMap(\.double)
    let sorted = blocks.sorted()
    try #require(!blocks.isEmpty && sorted[0] > 0, sourceLocation: sourceLocation)
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    // What reads the JSON may be off by the last bit of a number.
    #expect(abs(spread["median"].double! - median) <= 1e-12 * median, sourceLocation: sourceLocation)
    #expect(spread["min"].double == sorted[0], sourceLocation: sourceLocation)
    #expect(spread["max"].double == sorted.last, sourceLocation: sourceLocation)
  }

  @Test func `tracking counts points per second and bytes per point`() throws {
    let run = try CommandRun(["bench", "tracking", "--points", "100000", "--format", "json"])
    #expect(run.status == 0, "\(run.errors)")
    let figures = try JSONTree(Data(run.output.utf8))
    // 8 series in 8 blocks: up to the next multiple of 64.
    #expect(figures["points"].integer == 100_032 && figures["series"].integer == 8)
    #expect(figures["points_per_second"]["blocks"].list.count == 8)
    try expectSpread(figures["points_per_second"])
    // A point is at least its step and its value.
    #expect(figures["bytes_per_point"].double! > 10)
    #expect(try CommandRun(["bench", "tracking", "--points", "1000"]).output.contains("points per second: "))
    #expect(try CommandRun(["bench", "tracking", "--points", "0"]).errors.contains("--points"))
  }

  @Test func `reading makes a database, asks a server for it, and leaves it where it was told to`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let arguments = [
      "bench", "reading", "--runs", "3", "--metrics", "3", "--points", "2005", "--format", "json", "--data",
      folder.path,
    ]
    let run = try CommandRun(arguments)
    #expect(run.status == 0, "\(run.errors)")
    let figures = try JSONTree(Data(run.output.utf8))
    try expectSpread(figures["request_ms"])
    for key in ["all", "first_tenth", "last_tenth"] {
      #expect(figures["insert_points_per_second"][key].double! > 0, "\(key)")
    }
    let file = folder.appending(path: "bearing.sqlite")
    #expect(figures["database_bytes"].integer == (try Data(contentsOf: file)).count)

    let server = try ServerProcess(data: folder)
    let answer = try await server.get("/api/v1/metrics?runs=1,2,3&names=accuracy,angle,loss&points=1000")
    #expect(figures["response_bytes"].integer == answer.body.count)
    let series = try answer.json()["series"].list
    #expect(series.count == 9)
    // Spans of a few steps each, from the first step to the last.
    #expect(
      series.allSatisfy { one in
        let steps = one["steps"].list.compactMap(\.integer)
        return (500...1000).contains(steps.count) && steps[0] <= 4 && steps[steps.count - 1] > 2000
      })
    #expect(try await server.get("/api/v1/runs?status=succeeded").json()["runs"].list.count == 3)
    server.kill(signal: SIGTERM)

    let second = try CommandRun(arguments)
    #expect(second.status != 0 && second.errors.contains("--data DIR"))
  }

  @Test func `training says what a step records, with and without angles`() throws {
    for (arguments, points) in [([], 6), (["--no-angle"], 2)] {
      let run = try CommandRun(
        [
          "bench", "--network", "fc5:8", "--method", "dkp", "--batch", "4", "--blocks", "2", "--seconds", "0",
          "--format", "json",
        ] + arguments)
      #expect(run.status == 0, "\(run.errors)")
      let recording = try JSONTree(Data(run.output.utf8))["results"].list[0]["recording"]
      // Loss, accuracy, and an angle for each of the hidden layers.
      #expect(recording["points_per_step"].double == Double(points))
      #expect(recording["writer_milliseconds_per_step"].double! > 0)
    }
  }

  @Test func `packing counts runs side by side, and says which number of them is best`() throws {
    let run = try CommandRun([
      "bench", "--network", "fc5:64", "--method", "dkp", "--threads", "4", "--blocks", "2", "--seconds",
      "0.2",
      "--packing", "--format", "json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let packing = try JSONTree(Data(run.output.utf8))["packings"][0]
    let packings = packing["packings"].list
    #expect(
      packings.map { $0["runs"].integer } == [1, 2, 4] && packings.map { $0["threads"].integer } == [4, 2, 1])
    for one in packings {
      #expect(one["samples_per_second"]["blocks"].list.count == 2)
      try expectSpread(one["samples_per_second"])
    }
    let best = packings.max {
      $0["samples_per_second"]["median"].double! < $1["samples_per_second"]["median"].double!
    }
    #expect(packing["best"].integer == best?["runs"].integer)
    let text = try CommandRun([
      "bench", "--network", "fc5:64", "--method", "bp", "--threads", "2", "--blocks", "1", "--seconds", "0",
      "--packing",
    ]).output
    #expect(text.contains("1 x 2 threads: ") && text.contains("2 x 1 thread: ") && text.contains(", best"))
    #expect(text.contains("GB/s in a copy") && text.contains("optimizer "))
  }

  /// The need is what servers compare with the memory there is before a run begins.
  @Test(arguments: ["fc5:1000", "conv2", "alexnet-32"])
  func `training says what a run was said to need, within 15 % of what it takes`(network: String) throws {
    let run = try CommandRun([
      "bench", "--network", network, "--method", "bp", "dkp", "kp", "--batch", "64", "--blocks", "1",
      "--seconds", "0",
      "--format", "json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let results = try JSONTree(Data(run.output.utf8))["results"].list
    #expect(results.count == 3)
    for result in results {
      let (need, taken) = (result["memory"]["need"].double!, result["memory"]["taken"].double!)
      #expect(abs(need - taken) < 0.15 * taken, "\(result["method"].string!): \(need), \(taken)")
      #expect(result["peak_memory_bytes"].double! >= taken)
    }
  }
}
