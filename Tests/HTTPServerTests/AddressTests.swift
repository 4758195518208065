import Foundation
import HTTPServer
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("127.0.0.1", true), ("127.1.2.3", true), ("localhost", true), ("::1", true), ("[::1]", true),
    ("0.0.0.0", false), ("::", false), ("192.0.2.1", false),
  ])
  func `loopback is known`(host: String, isLoopback: Bool) throws {
    #expect(try Address(host: host, port: 0).isLoopback == isLoopback)
  }

  @Test func `unknown host is an error that names it`() {
    let error = #expect(throws: ServerError.self) { try Address(host: "no.such.host.invalid", port: 80) }
    #expect(error.map { "\($0)" }?.contains("\"no.such.host.invalid\"") == true)
  }

  @Test func `foreign address is an error that names it`() throws {
    let address = try Address(host: "192.0.2.1", port: 8080)
    let error = #expect(throws: ServerError.self) {
      try Server(Server.Configuration(address: address), logger: .silent, router: Router())
    }
    #expect(error.map { "\($0)" }?.contains("192.0.2.1 port 8080") == true)
  }

  @Test(arguments: [
    ("localhost", "127.0.0.1", "http://localhost:"), ("127.0.0.1", "127.0.0.1", "http://127.0.0.1:"),
    ("::1", "::1", "http://[::1]:"), ("0.0.0.0", "127.0.0.1", "http://0.0.0.0:"),
  ])
  func `server listens there`(host: String, reachable: String, url: String) throws {
    let server = try Server.test(host: host) { request in .text(request.remoteAddress) }
    #expect(server.port != 0)
    #expect(server.url == url + "\(server.port)")
    #expect(try RawClient(port: server.port, host: reachable).ask("GET", "/").text == reachable)
  }
}
