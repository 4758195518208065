import Files
import Foundation
import HTTPServer
import Testing

/// Files from a real folder over a real socket, and everything that must not come out of it.
@Suite struct StaticFilesTests {
  private let folder: TemporaryFolder
  private let server: Server

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("secret.txt", "secret")
    try folder.write("site2/secret.txt", "secret")
    try folder.write("site/index.html", "<p>home</p>")
    try folder.write("site/css/style.css", "p {}")
    try folder.write("site/docs/index.html", "docs")
    try folder.write("site/docs/a b.txt", "a blank")
    try folder.write("site/docs/é.txt", "accent")
    try folder.write("site/.hidden", "secret")
    try folder.write("site/.git/config", "secret")
    try folder.write("site/empty.txt", "")
    try folder.write("vendor/lib/a.js", "let a")
    let site = folder.path + "/site/"
    for (link, target) in [
      ("out.txt", "../secret.txt"), ("outside", ".."), ("absolute.txt", "/etc/passwd"), ("inside", "docs"),
      ("here", "."), ("loop", "loop"), ("broken", "nothing"),
      ("sibling", "../site2"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: site + link, withDestinationPath: target)
    }
    mkfifo(site + "pipe", 0o600)
    var router = Router()
    router.mount(try StaticFiles(root: folder.path + "/site"), pages: ["table", "run"])
    router.mount(try StaticFiles(root: folder.path + "/vendor"), at: "/vendor/things")
    server = try Server.test(router: router)
  }

  private func get(_ target: String, _ headers: [String] = []) throws -> RawClient.Message {
    try RawClient(port: server.port).ask("GET", target, headers: headers)
  }

  @Test(arguments: [
    ("/", "<p>home</p>"), ("/index.html", "<p>home</p>"), ("/css/style.css", "p {}"), ("/docs/", "docs"),
    ("/docs/a%20b.txt", "a blank"), ("/docs/%C3%A9.txt", "accent"), ("/inside/", "docs"),
    ("/inside/a%20b.txt", "a blank"), ("/here/here/index.html", "<p>home</p>"),
    ("/index.html?v=1", "<p>home</p>"), ("/empty.txt", ""), ("/vendor/things/lib/a.js", "let a"),
  ])
  func `file is served`(target: String, expected: String) throws {
    let answer = try get(target)
    #expect(answer.status == 200)
    #expect(answer.text == expected)
    #expect(answer["Content-Length"] == "\(expected.utf8.count)")
    #expect(answer["Cache-Control"] == "no-cache")
  }

  @Test func `names of pages are answered with the index, and no other name is`() throws {
    let home = try get("/")
    for target in ["/table", "/run?id=12", "/t%61ble"] {
      let answer = try get(target)
      #expect(answer.status == 200 && answer.text == "<p>home</p>", "\(target)")
      #expect(answer["Content-Type"] == "text/html; charset=utf-8" && answer["ETag"] == home["ETag"])
      #expect(try get(target, ["If-None-Match: \(home["ETag"] ?? "")"]).status == 304)
    }
    // Below a page its relative links would lead elsewhere.
    for target in ["/table/", "/table/x", "/tables", "/Table", "/docs/table", "/run/12", "/table.html"] {
      #expect(try get(target).status == 404, "\(target)")
    }
    #expect(try RawClient(port: server.port).ask("POST", "/table").status == 405)
  }

  @Test func `a page names its folders by version, and what lies there may be kept for good`() throws {
    try folder.write(
      "site/index.html", #"<link href="css/style.css"><script src="css/a.js"></script><a href="new">css/</a>"#
    )
    let home = try get("/table")
    let version = try #require(home.text.firstMatch(of: /css@([0-9a-f]{12})\/style/)?.1)
    #expect(
      home.text
        == #"<link href="css@\#(version)/style.css"><script src="css@\#(version)/a.js"></script><a href="new">css/</a>"#
    )
    #expect(home["Cache-Control"] == "no-cache")
    let style = try get("/css@\(version)/style.css")
    #expect(style.text == "p {}" && style["Cache-Control"] == "public, max-age=31536000, immutable")
    // A file that is another makes another version; what an old page asks for then is not kept.
    try folder.write("site/css/style.css", "p { color: red }")
    let other = try get("/")
    #expect(!other.text.contains(version) && other["ETag"] != home["ETag"])
    let late = try get("/css@\(version)/style.css")
    #expect(late.text == "p { color: red }" && late["Cache-Control"] == "no-cache")
    // A version belongs to a folder of the site, and is no way out of it.
    for target in [
      "/css/style.css@\(version)", "/..@\(version)/secret.txt", "/.git@\(version)/config",
      "/@\(version)/css/style.css",
      "/css@\(version)@\(version)/style.css", "/outside@\(version)/secret.txt", "/css@/style.css",
    ] {
      #expect(try get(target).status == 404, "\(target)")
    }
  }

  /// Every way out that we know of. None may reach a file, and none may be the server's fault.
  @Test(arguments: [
    "/../secret.txt", "/docs/../../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E/secret.txt",
    "/.%2e/secret.txt",
    "/..%2fsecret.txt", "/..%2Fsecret.txt", "/docs%2f..%2f..%2fsecret.txt", "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt", "/..\\secret.txt", "/docs\\..\\..\\secret.txt", "/%252e%252e/secret.txt",
    "/..;/secret.txt", "/....//secret.txt", "/%c0%ae%c0%ae/secret.txt", "/%uff0e%uff0e/secret.txt",
    "/index.html%00.txt", "/%00", "/index.html%00", "//etc/passwd", "/%2fetc%2fpasswd", "/%2Fetc/passwd",
    "///etc/passwd", "/./index.html", "/docs/.", "/docs/..", "/..", "/.", "/%2e", "/docs//a%20b.txt",
    "/out.txt", "/outside/secret.txt", "/sibling/secret.txt", "/outside/site/index.html/../../secret.txt",
    "/absolute.txt", "/loop",
    "/broken", "/pipe", "/.hidden", "/.git/config", "/../site2/secret.txt", "/index.html/", "/index.html/x",
    "/vendor/things/../secret.txt", "/vendor/things/%2e%2e/secret.txt", "/vendor/things/..%2fsite/index.html",
    "/vendor", "/vendor/things", "/nothing", "/css", "/css/", "/DOCS/",
    "/\(String(repeating: "a", count: 300))",
    "/\(String(repeating: "a/", count: 2500))",
  ])
  func `nothing else is`(target: String) throws {
    let answer = try get(target)
    #expect([400, 404].contains(answer.status), "\(target): \(answer.status)")
    #expect(!answer.text.contains("secret\n") && answer.text != "secret" && !answer.text.contains("root:"))
    #expect(answer["ETag"] == nil)
  }

  @Test func `link that stays inside through the outside is judged by where it ends`() throws {
    #expect(try get("/outside/site/index.html").text == "<p>home</p>")
  }

  @Test func `folder is redirected to its slash`() throws {
    let answer = try get("/docs")
    #expect(answer.status == 308)
    #expect(answer["Location"] == "/docs/")
    // Not to another host.
    #expect(try get("//docs")["Location"] == nil)
  }

  @Test(arguments: [
    ("a.html", "text/html; charset=utf-8"), ("a.css", "text/css; charset=utf-8"),
    ("a.js", "text/javascript; charset=utf-8"), ("a.mjs", "text/javascript; charset=utf-8"),
    ("a.json", "application/json"), ("a.svg", "image/svg+xml"), ("a.PNG", "image/png"),
    ("a.ico", "image/x-icon"),
    ("a.woff2", "font/woff2"), ("a.map", "application/json"), ("a.txt", "text/plain; charset=utf-8"),
    ("a.min.js", "text/javascript; charset=utf-8"), ("a.xyz", "application/octet-stream"),
    ("js", "application/octet-stream"), ("a.", "application/octet-stream"),
  ])
  func `content type follows the name`(name: String, type: String) throws {
    try folder.write("site/\(name)", "x")
    #expect(try get("/" + name)["Content-Type"] == type)
  }

  @Test func `entity tag spares the body`() throws {
    let tag = try #require(try get("/css/style.css")["ETag"])
    #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 2)
    for value in [tag, "W/" + tag, "\"other\", " + tag, "*", "\"other\",W/\(tag)"] {
      let answer = try get("/css/style.css", ["If-None-Match: \(value)"])
      #expect(answer.status == 304, "\(value)")
      #expect(answer["ETag"] == tag)
      #expect(answer["Cache-Control"] == "no-cache")
      #expect(answer["Content-Security-Policy"] != nil)
    }
    #expect(try get("/css/style.css", ["If-None-Match: \"other\""]).status == 200)
    try folder.write("site/css/style.css", "q {}")
    let changed = try get("/css/style.css", ["If-None-Match: \(tag)"])
    #expect(changed.status == 200)
    #expect(changed["ETag"] != tag)
    #expect(changed.text == "q {}")
  }

  @Test func `connection is in step after each kind of answer`() throws {
    let client = try RawClient(port: server.port)
    let tag = try client.ask("GET", "/index.html")["ETag"] ?? ""
    let head = try client.ask("HEAD", "/index.html")
    #expect(head.status == 200)
    #expect(head["Content-Length"] == "11")
    #expect(head["ETag"] == tag)
    #expect(try client.ask("HEAD", "/", headers: ["If-None-Match: \(tag)"]).status == 304)
    #expect(try client.ask("GET", "/", headers: ["If-None-Match: \(tag)"]).status == 304)
    #expect(try client.ask("HEAD", "/nothing").status == 404)
    #expect(try client.ask("POST", "/index.html").status == 405)
    #expect(try client.ask("GET", "/index.html").text == "<p>home</p>")
  }

  @Test func `big file arrives whole`() throws {
    let bytes = Data((0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) })
    try folder.write("site/big.bin", bytes)
    let answer = try get("/big.bin")
    #expect(answer.body.count == bytes.count)
    #expect(answer.body == Array(bytes))
  }

  @Test func `slice of a file is sent`() throws {
    let path = try folder.write("slice.bin", "0123456789")
    let server = try Server.test { _ in
      guard let file = try? OpenFile(path: path) else { throw Problem(status: 404) }
      return Response(body: .file(file, offset: 3, count: 4))
    }
    #expect(try RawClient(port: server.port).ask("GET", "/").text == "3456")
  }

  @Test func `missing root is an error that names it`() throws {
    for path in [folder.path + "/nowhere", folder.path + "/secret.txt"] {
      let error = #expect(throws: StaticFilesError.self) { try StaticFiles(root: path) }
      #expect(error.map { "\($0)" }?.contains(path) == true)
    }
  }

  @Test func `root may be reached through a link`() throws {
    let link = folder.path + "/current"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "site")
    var router = Router()
    router.mount(try StaticFiles(root: link))
    let server = try Server.test(router: router)
    #expect(try RawClient(port: server.port).ask("GET", "/").text == "<p>home</p>")
  }

  @Test(arguments: [
    (
      "codemirror", ["lib/codemirror.js", "lib/codemirror.css", "mode/sql/sql.js", "addon/hint/show-hint.js"]
    )
  ])
  func `a library of Debian's is served with its links`(library: String, files: [String]) throws {
    let root = "/usr/share/javascript/" + library
    try #require(FileManager.default.fileExists(atPath: root), "install libjs-\(library)")
    var router = Router()
    router.mount(try StaticFiles(root: root), at: "/vendor/" + library)
    let server = try Server.test(router: router)
    let client = try RawClient(port: server.port)
    for name in files {
      let answer = try client.ask("GET", "/vendor/\(library)/" + name)
      #expect(answer.status == 200, "\(name)")
      #expect(answer.body == Array(FileManager.default.contents(atPath: root + "/" + name) ?? Data()))
    }
  }
}
