import Foundation
import Synchronization
import Testing
import TestSupport

/// `bearing datasets fetch` as a user types it, with a server of our own for a mirror. The published bytes are not
/// ours to keep here, so what comes is always wrong; that right ones are taken is in DatasetFetcherTests.
@Suite struct FetchTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "fetch-\(UUID().uuidString)")
  private var data: String { folder.path }

  private func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(data)/\(path)")) ?? []).sorted()
  }

  @Test func `what comes is checked against what was published`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try FileServer { .init([UInt8](repeating: 0, count: 3_000_000), for: $0) }
    let run = try CommandRun(["datasets", "fetch", "mnist", "--data", data, "--mirror", server.url])
    #expect(run.status == 1)
    #expect(server.requests.map(\.path) == ["/train-images-idx3-ubyte.gz"])
    // Of torchvision's list, and of three million zeros by coreutils.
    #expect(
      run.errors.contains(
        "expected md5 f68b3c2dcbeaaa9fbdd348bbdeb94873, found c9fc2d3dd83ab67a129ac10b09c9ebbb"),
      "\(run.errors)")
    // Piped, not a terminal: lines, and a line per tenth at most.
    #expect(!run.errors.contains("\r"))
    #expect(run.errors.contains("100 % of 3.0 MB"))
    #expect(run.errors.split(separator: "\n").count <= 12)
    #expect(names(in: "datasets/mnist") == [])
  }

  @Test func `--datasets says where to, and a server's no is told once per address`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try FileServer { _ in .init(status: 404, text: "nothing here") }
    let run = try CommandRun([
      "datasets", "fetch", "tiny-imagenet", "--datasets", data + "/sets", "--mirror", server.url + "deep/",
    ])
    #expect(run.status == 1)
    #expect(server.requests.map(\.path) == ["/deep/tiny-imagenet-200.zip"])
    #expect(run.errors.contains("the server answered 404 (no such file)"))
    #expect(run.errors.components(separatedBy: "404").count == 2, "\(run.errors)")
    #expect(names(in: "sets/tiny-imagenet") == [])
  }

  @Test func `Ctrl-C keeps what came, and the next call asks for the rest`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try FileServer { request in
      var reply = FileServer.Reply([UInt8](repeating: 1, count: 100_000), tag: "\"a\"", for: request)
      if request.headers["range"] == nil {
        reply = reply.cut(after: 40_000)
        reply.hangs = true
      }
      return reply
    }
    let arguments = ["datasets", "fetch", "cifar10", "--data", data, "--mirror", server.url]
    let process = Process()
    process.executableURL = ServerProcess.program
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let part = "\(data)/datasets/cifar10/cifar-10-binary.tar.gz.part"
    for _ in 0..<1200 {
      if FileManager.default.contents(atPath: part)?.count == 40_000 { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 1)
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.contains("stopped; 40000 bytes are kept in \(part)"), "\(text)")
    #expect(FileManager.default.contents(atPath: part)?.count == 40_000)
    let run = try CommandRun(arguments)
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=40000-"])
    #expect(server.requests.last?.headers["if-range"] == "\"a\"")
    #expect(run.errors.contains("expected md5 c32a1d4ab5d03f1284b67883e8d87530"), "\(run.errors)")
  }

  @Test func `a name that is none gets the nearest, an address that is none says what one is`() throws {
    let unknown = try CommandRun(["datasets", "fetch", "cifar-10"])
    #expect(unknown.status != 0)
    #expect(unknown.errors.contains("did you mean \"cifar10\"?"))
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try CommandRun(["datasets", "fetch", "mnist", "--data", data, "--mirror", "ftp://127.0.0.1/"])
    #expect(run.status != 0)
    #expect(run.errors.contains("begins with http:// or https://"))
  }

  @Test func `datasets alone still lists, with and without its name`() throws {
    let tiny = try TinyDataset()
    for words in [["datasets"], ["datasets", "list"]] {
      let list = try CommandRun(words + ["--datasets", tiny.root.path])
      #expect(list.output.contains("mnist: 200 + 50 pictures"))
      #expect(list.output.contains("tiny-imagenet: not here."))
      #expect(list.output.contains("bearing datasets fetch tiny-imagenet"))
    }
  }
}
