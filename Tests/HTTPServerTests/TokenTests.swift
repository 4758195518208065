import Foundation
import HTTPServer
import Testing

/// The access token: its file, and what a server lets through without it.
@Suite struct TokenTests {
  private static let secret = "0123456789abcdef"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String, mode: Int = 0o600) throws -> String {
    let path = try folder.write("token", text)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func token(_ text: String = TokenTests.secret) throws -> AccessToken {
    try AccessToken(file: file(text))
  }

  @Test(arguments: ["0123456789abcdef", "0123456789abcdef\n", "0123456789abcdef\r\n"])
  func `file holds one line`(text: String) throws {
    let token = try token(text)
    #expect(token.matches(Self.secret))
    #expect(token.authorization == "Bearer 0123456789abcdef")
  }

  @Test func `only the token itself matches`() throws {
    let token = try token()
    for other in [
      "", "0", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", "1123456789abcdef",
      "0123456789abcdef0123456789abcdef", "0123456789abcdef\u{0}",
    ] {
      #expect(!token.matches(other), "\(other)")
    }
  }

  @Test func `it is never shown`() throws {
    let token = try token()
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped, "\(TokenCheck(token, guarding: ["api"]))"] {
      #expect(!text.contains("0123") && !text.contains("48, 49"), "\(text)")
    }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o602, 0o777])
  func `file that others can reach is refused`(mode: Int) throws {
    let path = try file(Self.secret, mode: mode)
    let error = #expect(throws: AccessTokenError.self) { try AccessToken(file: path) }
    #expect(error.map { "\($0)" }?.contains("chmod 600 \(path)") == true)
  }

  @Test(arguments: [
    "", "\n", "0123456789abcde", "0123456789 abcdef", "0123456789abcdef\nmore", "0123456789\tabcdef",
    "é0123456789abcdef",
  ])
  func `file without a good token is refused`(text: String) throws {
    let path = try file(text)
    let error = #expect(throws: AccessTokenError.self) { try AccessToken(file: path) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("openssl rand -hex 32 > \(path)"))
    #expect(text.count < 10 || !message.contains("0123456789"))
  }

  @Test func `missing file says how to make one`() throws {
    let error = #expect(throws: AccessTokenError.self) { try AccessToken(file: folder.path + "/none") }
    #expect(error.map { "\($0)" }?.contains("umask 077") == true)
    #expect(throws: AccessTokenError.self) { try AccessToken(file: folder.path) }
  }

  private func server() throws -> Server {
    var router = Router()
    router.get("/api/x") { _ in .text("secret") }
    router.post("/api/x") { _ in .text("changed") }
    router.get("/{file...}") { _ in .text("page") }
    return try Server.test(
      configure: { [token = try token()] in $0.gates = [TokenCheck(token, guarding: ["api"])] },
      router: router)
  }

  @Test(arguments: [
    ("GET", "/api/x"), ("POST", "/api/x"), ("GET", "/%61pi/x"), ("GET", "/api/none"), ("GET", "/api"),
    ("OPTIONS", "/api/x"), ("HEAD", "/api/x"), ("BREW", "/api/x"), ("GET", "http://localhost/api/x"),
    ("GET", "/api/x?token=0123456789abcdef"),
  ])
  func `nothing of the API without it`(method: String, target: String) throws {
    let server = try server()
    let client = try RawClient(port: server.port)
    let answer = try client.ask(method, target)
    #expect(answer.status == 401)
    #expect(answer["WWW-Authenticate"] == "Bearer")
    #expect(!answer.text.contains("secret"))
  }

  @Test(arguments: ["/", "/api.html", "/js/api", "//api/x"])
  func `pages are for everybody`(target: String) throws {
    let server = try server()
    #expect(try RawClient(port: server.port).ask("GET", target).text == "page")
  }

  @Test(arguments: [
    ("Bearer 0123456789abcdef", 200), ("bearer 0123456789abcdef", 200), ("BEARER   0123456789abcdef", 200),
    ("Bearer 0123456789abcdeg", 401), ("Bearer", 401), ("Bearer ", 401), ("0123456789abcdef", 401),
    ("Basic 0123456789abcdef", 401), ("Bearer 0123456789abcdef x", 401), ("Bearer \"0123456789abcdef\"", 401),
  ])
  func `field is read as the standard has it`(value: String, status: Int) throws {
    let server = try server()
    let answer = try RawClient(port: server.port).ask("GET", "/api/x", headers: ["Authorization: \(value)"])
    #expect(answer.status == status)
  }

  @Test func `two fields are none`() throws {
    let server = try server()
    let field = "Authorization: Bearer \(Self.secret)"
    #expect(try RawClient(port: server.port).ask("GET", "/api/x", headers: [field, field]).status == 401)
  }

  @Test func `body is not kept for a stranger`() throws {
    let server = try server()
    let client = try RawClient(port: server.port)
    #expect(try client.ask("POST", "/api/x", body: String(repeating: "a", count: 100_000)).status == 401)
    // It was read to its end, so that the connection is in step.
    let answer = try client.ask(
      "POST", "/api/x", headers: ["Authorization: Bearer \(Self.secret)"], body: "a")
    #expect(answer.text == "changed")
  }

  @Test func `many wrong tokens are 429 but do not lock out who has the right one`() throws {
    let server = try server()
    func ask(_ token: String, from: String) throws -> RawClient.Message {
      try RawClient(port: server.port, from: from).ask(
        "GET", "/api/x", headers: ["Authorization: Bearer \(token)"])
    }
    #expect(try ask(Self.secret, from: "127.0.0.3").status == 200)
    var statuses: [Int] = []
    for number in 0..<30 { statuses.append(try ask("wrong-wrong-\(number)", from: "127.0.0.2").status) }
    #expect(statuses.prefix(20).allSatisfy { $0 == 401 })
    #expect(statuses.last == 429)
    // The right one is not even looked at where so many wrong ones come from; elsewhere it is.
    let right = try ask(Self.secret, from: "127.0.0.2")
    #expect(right.status == 429)
    #expect(right["Retry-After"] == "3")
    #expect(try ask(Self.secret, from: "127.0.0.1").status == 200)
    // An address that has had the right one lately is shared with its user.
    for number in 0..<30 { _ = try ask("wrong-wrong-\(number)", from: "127.0.0.3") }
    #expect(try ask(Self.secret, from: "127.0.0.3").status == 200)
    // Requests without any token are no guesses.
    #expect(try RawClient(port: server.port, from: "127.0.0.2").ask("GET", "/api/x").status == 401)
  }
}
