import Foundation
import Testing
import TestSupport

/// Servers that want a token.
@Suite(.serialized) struct TokenTests {
  private let tiny: TinyDataset
  private let token: TokenFile
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    token = try TokenFile()
    folder = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func config() throws -> String {
    let file = folder.appending(path: "config.json")
    try Data(
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":1,"batch_size":50}"#
        .utf8
    ).write(to: file)
    return file.path
  }

  @Test func `every call of the API wants it, on this machine too; the pages do not`() async throws {
    let server = try ServerProcess(arguments: ["--token-file", token.path, "--log-level", "trace"])
    for (method, path) in [
      ("GET", "/api/v1/health"), ("GET", "/api/v1/health?verbose=1"), ("GET", "/api/v1/version"),
      ("GET", "/api/v1/presets"), ("GET", "/api/v1/schema/job"), ("POST", "/api/v1/jobs"),
      ("GET", "/api/v1/jobs"),
      ("GET", "/api/v1/jobs/1"), ("POST", "/api/v1/jobs/1/cancel"), ("GET", "/api/v1/runs"),
      ("POST", "/api/v1/runs"), ("POST", "/api/v1/runs/1/metrics"), ("POST", "/api/v1/runs/1/finish"),
      ("GET", "/api/v1/runs/1/checkpoint"), ("GET", "/api/v1/metrics?runs=1"),
      ("GET", "/api/v1/metrics.csv?runs=1"), ("GET", "/api/v1/metrics/prometheus"),
      ("GET", "/api/v1/no-such"),
      ("DELETE", "/api/v1/jobs/1"), ("GET", "/api/"),
    ] {
      let answer = try await server.send(method, path)
      #expect(answer.status == 401, "\(method) \(path)")
      #expect(answer["WWW-Authenticate"] == "Bearer")
      #expect(answer["Content-Type"] == "application/problem+json")
      let wrong = try await server.send(method, path, headers: ["Authorization": "Bearer 0123456789abcdef"])
      #expect(wrong.status == 401 || wrong.status == 429, "\(method) \(path)")
      let right = try await server.send(method, path, headers: token.header)
      #expect(right.status != 401 && right.status != 429, "\(method) \(path)")
    }
    #expect(try await server.get("/").status == 200)
    #expect(try await server.get("/js/main.js").status == 200)
    #expect(server.kill(signal: SIGTERM) == 0)
    #expect(server.log.text.contains("GET /api/v1/health"))
    #expect(!server.log.text.contains(token.token))
  }

  @Test func `submit sends it, from an option or from the environment, and says when it is missing`()
    async throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--token-file", token.path])
    let command = ["submit", try config(), "--server", server.url.absoluteString]
    let without = try CommandRun(command)
    #expect(without.status != 0)
    #expect(without.errors.contains("--token-file") && without.errors.contains("BEARING_TOKEN_FILE"))
    let other = try TokenFile()
    let wrong = try CommandRun(command + ["--token-file", other.path])
    #expect(wrong.status != 0)
    #expect(wrong.errors.contains("another token"))
    let right = try CommandRun(command + ["--token-file", token.path, "--watch"])
    #expect(right.status == 0, "\(right.errors)")
    let environment = try CommandRun(command, environment: ["BEARING_TOKEN_FILE": token.path])
    #expect(environment.status == 0, "\(environment.errors)")
    for run in [without, wrong, right, environment] {
      #expect(!(run.output + run.errors).contains(token.token))
    }
  }

  @Test func `without it, no address but this machine's own`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
      let run = try CommandRun(["serve", "--host", host, "--port", "0", "--data", folder.path])
      #expect(run.status != 0)
      #expect(run.errors.contains("openssl rand -hex 32"), "\(run.errors)")
      #expect(run.errors.contains("--token-file"))
    }
  }

  @Test func `with it, every address of the machine and the names that were given, and no other`()
    async throws
  {
    let server = try ServerProcess(
      arguments: ["--host", "0.0.0.0", "--token-file", token.path, "--allow-host", "lab7.example.org"])
    let port = try #require(server.url.port)
    for (host, status) in [
      ("127.0.0.1:\(port)", 200), ("localhost:\(port)", 200), ("lab7.example.org", 200),
      ("LAB7.example.org:\(port)", 200), ("evil.example", 421), ("lab7.example.org.evil.example", 421),
    ] {
      let request =
        "GET /api/v1/health HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token.token)\r\n\r\n"
      #expect(try RawHTTP.exchange(Array(request.utf8), port: port).status == status, "\(host)")
    }
  }

  @Test func `a host that is unknown and a port that is taken are told with the option that mends it`() throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let serve = ["serve", "--data", folder.path]
    let unknown = try CommandRun(serve + ["--port", "0", "--host", "no.such.host.invalid"])
    #expect(unknown.status != 0)
    #expect(
      unknown.errors.contains("\"no.such.host.invalid\"") && unknown.errors.contains("--host 127.0.0.1"))
    let server = try ServerProcess()
    let port = try #require(server.url.port)
    let taken = try CommandRun(serve + ["--port", "\(port)"])
    #expect(taken.status != 0)
    #expect(
      taken.errors.contains("in use; try another with --port \(port + 1), or --port 0"), "\(taken.errors)")
  }

  @Test func `a token file that others can read, or with too short a token, is refused`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let open = try TokenFile(mode: 0o644)
    let run = try CommandRun(["serve", "--port", "0", "--data", folder.path, "--token-file", open.path])
    #expect(run.status != 0)
    #expect(run.errors.contains("chmod 600 \(open.path)"))
    let short = folder.appending(path: "short").path
    try Data("secret".utf8).write(to: URL(filePath: short))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: short)
    let second = try CommandRun(["serve", "--port", "0", "--data", folder.path, "--token-file", short])
    #expect(second.status != 0)
    #expect(second.errors.contains("6 characters") && !second.errors.contains("secret"))
    let none = try CommandRun(["serve", "--port", "0", "--data", folder.path, "--token-file", short + "er"])
    #expect(none.status != 0)
    #expect(none.errors.contains("openssl rand"))
  }

  @Test func `wrong tokens are counted`() async throws {
    let server = try ServerProcess(arguments: ["--token-file", token.path])
    var statuses: [Int] = []
    for number in 0..<25 {
      let answer = try await server.get("/api/v1/jobs", headers: ["Authorization": "Bearer wrong-\(number)"])
      statuses.append(answer.status)
      if answer.status == 429 { #expect(answer["Retry-After"] != nil) }
    }
    #expect(statuses.first == 401)
    #expect(statuses.contains(429))
    #expect(try await server.get("/").status == 200)
  }
}
