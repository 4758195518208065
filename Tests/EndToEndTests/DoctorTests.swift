import Foundation
import Testing
import TestSupport

/// `bearing doctor`, well and ill.
@Suite struct DoctorTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  private func doctor(
    data: URL? = nil, _ more: [String] = [], environment: [String: String] = [:]
  ) throws -> CommandRun {
    try CommandRun(
      ["doctor", "--data", (data ?? folder).path, "--datasets", tiny.root.path] + more,
      environment: environment)
  }

  @Test func `each finding is a line, and nothing is left behind`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try doctor()
    #expect(run.status == 0, "\(run.output)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("ok    ") || $0.hasPrefix("warn  ") })
    for text in [
      "oneDNN 2.", "libmicrohttpd 0.9.", "SQLite 3.", "cores", "BF16", "GB free", "a sync of 4 KiB takes",
      "no database yet", "dataset mnist in \(tiny.root.path)/mnist", "port 8080", "clock",
      "codemirror in /usr",
    ] {
      #expect(lines.contains { $0.contains(text) }, "\(text) in \(run.output)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let fresh = folder.appending(path: "not/yet")
    #expect(try doctor(data: fresh).output.contains("bearing serve will make \(fresh.path)"))
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "not").path))
  }

  @Test func `the same as JSON`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try doctor(["--format", "json"], environment: ["OMP_NUM_THREADS": "1"])
    let findings = try JSONTree(Data(run.output.utf8))["findings"].list
    #expect(findings.count > 10)
    #expect(
      findings.allSatisfy {
        ["ok", "warn", "fail"].contains($0["level"].string) && $0["what"].string?.isEmpty == false
      })
    let threads = findings.first { $0["what"].string?.contains("OMP_NUM_THREADS=1") == true }
    #expect(threads?["level"].string == "warn")
    #expect(threads?["advice"].string?.contains("unset OMP_NUM_THREADS") == true)
  }

  @Test func `it looks at a directory that a server works on, and disturbs nobody`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    #expect(
      try await server.post(
        "/api/v1/jobs",
        #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":500}"#
      ).status == 201)
    let port = try #require(server.url.port)
    let run = try doctor(data: server.data, ["--port", "\(port)"])
    #expect(run.status == 0, "\(run.output)")
    let holder = try String(contentsOf: server.data.appending(path: "bearing.lock"), encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(run.output.contains("process \(holder) trains on"))
    #expect(run.output.contains("is whole: 1 job(s)"))
    #expect(run.output.contains("the newest"))
    #expect(run.output.contains("port \(port) is in use, as it is while a server runs"))
    #expect(try await server.post("/api/v1/jobs/1/cancel").status == 200)
  }

  @Test func `a damaged database fails, and so does one of a later version`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let server = try ServerProcess(data: folder)
      #expect(server.kill(signal: SIGTERM) == 0)
    }
    let path = folder.appending(path: "bearing.sqlite")
    let whole = try Data(contentsOf: path)
    // Everything is in the file; the log would hide what is done to it.
    for ending in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path.path + ending)
    }
    let migrations = folder.appending(path: "migrations")
    try FileManager.default.copyItem(
      at: Fixtures.root.appending(path: "migrations"), to: migrations)
    let names = try FileManager.default.contentsOfDirectory(atPath: migrations.path).sorted()
    try FileManager.default.removeItem(at: migrations.appending(path: names.last!))
    let later = try doctor(["--migrations", migrations.path])
    #expect(later.status == 1)
    #expect(later.output.contains("fail  the database has \(names.last!)"))

    var damaged = whole
    for page in stride(from: 4096, to: damaged.count - 4096, by: 8192) {
      damaged.replaceSubrange(page..<page + 200, with: Data(repeating: 0xA5, count: 200))
    }
    try damaged.write(to: path)
    let run = try doctor()
    #expect(run.status == 1)
    #expect(run.output.contains(/fail +.*bearing\.sqlite/), "\(run.output)")
    try Data("this is a text, and no database at all, however long it may be".utf8).write(to: path)
    #expect(try doctor().output.contains("is not an SQLite database"))
  }

  @Test func `a port in use, a directory for everybody, no dataset, a file in the directory's place`() throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess()
    let port = try #require(server.url.port)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let run = try doctor(["--port", "\(port)"])
    #expect(run.status == 0)
    #expect(run.output.contains(/warn +cannot listen on 127.0.0.1 port \d+/))
    #expect(run.output.contains("chmod 700 \(folder.path)"))
    let file = folder.appending(path: "file")
    try Data().write(to: file)
    let bad = try doctor(data: file)
    #expect(bad.status == 1)
    #expect(bad.output.contains("--data DIR"))
  }
}
