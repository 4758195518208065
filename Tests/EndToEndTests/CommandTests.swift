import Foundation
import Testing
import TestSupport

/// The commands as a user types them.
@Suite struct CommandTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "commands-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func config(_ text: String) throws -> String {
    let file = folder.appending(path: "config.json")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  private let small =
    #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dkp","epochs":2,"batch_size":20}"#

  @Test func `run trains here, prints plain lines, and writes the points as CSV`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let csv = folder.appending(path: "points.csv").path
    let run = try CommandRun([
      "run", config(small), "--set", "trials=2", "--set", "optimizer.learning_rate=0.02", "--data",
      folder.path,
      "--datasets", tiny.root.path, "--csv", csv,
    ])
    #expect(run.status == 0, "\(run.errors)")
    // Piped, not a terminal: one line per epoch and no carriage returns. Side by side, each says whose it is.
    #expect(
      run.errors.matches(of: #/(?m)^(seed [12]  )?epoch [12]/2  train loss /#).count == 4, "\(run.errors)")
    #expect(!run.errors.contains("\r"))
    let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    // Two runs: 20 iterations of loss, accuracy and four angles, and for each of two epochs seven metrics and four
    // norm ratios.
    #expect(lines.count == 1 + 2 * (20 * 6 + 2 * (7 + 4)))
  }

  /// A trial's bits depend on its threads, and on nothing that is trained beside it.
  @Test func `trials side by side come to what they come to one after the other`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var losses: [[Substring]] = []
    for (workers, threads, lines) in [("1", "1", 0), ("3", "3", 6), ("auto", "3", 6)] {
      let csv = folder.appending(path: "\(workers).csv").path
      let run = try CommandRun([
        "run", config(small), "--set", "trials=3", "--threads", threads, "--workers", workers, "--data",
        folder.appending(path: workers).path, "--datasets", tiny.root.path, "--csv", csv,
      ])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.matches(of: #/(?m)^seed [123]  epoch/#).count == lines, "\(run.errors)")
      losses.append(
        try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").filter {
          $0.contains("loss") || $0.contains("angle")
        })
    }
    #expect(losses[0].count == 3 * (20 * 5 + 2 * 2))
    #expect(losses[1] == losses[0] && losses[2] == losses[0])
    #expect(
      try CommandRun(["run", config(small), "--workers", "0"]).errors.contains(
        "--workers must be auto or from 1 to 64"))
    #expect(try CommandRun(["serve", "--workers", "many"]).errors.contains("--workers"))
  }

  @Test func `run says everything that is wrong with a config, and what was meant`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try CommandRun([
      "run", config(#"{"dataset":"mnst","network":"fc5","method":"dpk","epochs":0}"#),
    ])
    #expect(run.status != 0)
    for text in ["$.dataset", "did you mean \"mnist\"?", "$.method", "did you mean \"dkp\"?", "$.epochs"] {
      #expect(run.errors.contains(text), "\(text) in \(run.errors)")
    }
  }

  @Test(arguments: ["optimizer.learning_rate", "=3", "a..b=1"])
  func `run says how a change is written`(change: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try CommandRun(["run", config(small), "--set", change, "--data", folder.path])
    #expect(run.status != 0)
    #expect(run.errors.contains("key.path=value"))
  }

  @Test func `presets lists them, prints one, and finds the nearest`() throws {
    #expect(try CommandRun(["presets"]).output.contains("fc5/mnist/fig2 "))
    let one = try CommandRun(["presets", "fc5/mnist/fig2"])
    #expect(try JSONTree(Data(one.output.utf8))["method"].string == "dkp")
    let none = try CommandRun(["presets", "fc5/mnist/fig3"])
    #expect(none.status != 0)
    #expect(none.errors.contains("fc5/mnist/fig2"))
  }

  @Test func `datasets says where each was found, or what to do`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let own = tiny.root.appending(path: "own-digits")
    try FileManager.default.copyItem(at: tiny.root.appending(path: "mnist"), to: own)
    let list = try CommandRun(["datasets", "--datasets", tiny.root.path, "--data", folder.path])
    #expect(list.output.contains("own-digits: 200 + 50 pictures of 1x28x28, 10 classes, in \(own.path)"))
    #expect(
      list.output.contains("mnist: 200 + 50 pictures of 1x28x28, 10 classes, in \(tiny.root.path)/mnist"))
    let lost = try CommandRun(
      ["datasets", "--data", folder.path], environment: ["BEARING_DATASETS": folder.path + "/nowhere"])
    #expect(lost.output.contains("\(folder.path)/nowhere/mnist"))
  }

  @Test func `submit sends a job to a server and watches it to its end`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let run = try CommandRun(["submit", config(small), "--server", server.url.absoluteString, "--watch"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "job 1 is queued: \(server.url.absoluteString)/?runs=1\n")
    #expect(run.errors.contains("job 1 succeeded"))
    let bad = try CommandRun([
      "submit", config(small), "--server", server.url.absoluteString, "--set", "epochs=0",
    ])
    #expect(bad.status != 0)
    #expect(bad.errors.contains("$.epochs"))
  }

  @Test func `run stopped by the keyboard keeps what it recorded and leaves nothing waiting`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = ServerProcess.program
    process.arguments = [
      "run", try config(small), "--set", "epochs=100000", "--set", "trials=2", "--data", folder.path,
      "--datasets",
      tiny.root.path,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await Task.sleep(for: .seconds(2))
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 1)
    let server = try ServerProcess(data: folder, arguments: ["--datasets", tiny.root.path])
    let job = try await server.get("/api/v1/jobs/1").json()
    #expect(job["runs"].list.map { $0["status"].string } == ["cancelled", "cancelled"])
    #expect(job["runs"][0]["step"].integer! > 0)
  }

  @Test func `submit without a server says how to start one`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try CommandRun(["submit", config(small), "--server", "http://127.0.0.1:9"])
    #expect(run.status != 0)
    #expect(run.errors.contains("bearing serve"))
  }

  @Test func `a data directory belongs to one process, and the second is told which`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let second = try CommandRun(["serve", "--port", "0", "--data", server.data.path])
    #expect(second.status != 0)
    #expect(second.errors.contains("in use by another bearing (process"))
    let run = try CommandRun([
      "run", config(small), "--data", server.data.path, "--datasets", tiny.root.path,
    ])
    #expect(run.errors.contains("bearing submit"))
  }

  @Test func `an address that others can reach is refused`() throws {
    let run = try CommandRun(["serve", "--host", "0.0.0.0", "--port", "0", "--data", folder.path])
    #expect(run.status != 0)
    #expect(run.errors.contains("127.0.0.1"))
  }

  @Test func `a port in use is named, with another to try`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess()
    let port = try #require(server.url.port)
    let second = try CommandRun(["serve", "--port", "\(port)", "--data", folder.path])
    #expect(second.status != 0)
    #expect(second.errors.contains("port \(port)"))
    #expect(second.errors.contains("--port 0"))
  }
}
