import Foundation
import HTTPServer
import Testing

/// The names that a server answers to when it listens on another address than this machine's own.
@Suite struct HostTests {
  private func status(_ check: HostCheck, _ host: String, target: String = "/") throws -> Int {
    let request = try Request(target: target, headers: ["Host": host])
    do {
      try check.admit(request)
      return 200
    } catch {
      return error.status
    }
  }

  @Test func `every address of this machine and no other name`() throws {
    let check = HostCheck(
      listeningOn: try Address(host: "0.0.0.0", port: 0), more: ["Lab7.example.org", "fe80::1"])
    for host in [
      "127.0.0.1:8080", "localhost", "[::1]:80", "0.0.0.0:8080", "lab7.example.org:8080", "LAB7.EXAMPLE.ORG",
      "[fe80::1]:8080",
    ] {
      #expect(try status(check, host) == 200, "\(host)")
    }
    for host in [
      "evil.example", "x.lab7.example.org", "lab7.example.org.evil.example", "192.0.2.1", "fe80::1",
    ] {
      #expect(try status(check, host) == 421, "\(host)")
    }
  }

  /// What the machine itself says, by another way than the server's.
  @Test func `the addresses that the machine names`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["hostname", "-I"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let check = HostCheck(listeningOn: try Address(host: "0.0.0.0", port: 0))
    for address in text.split(whereSeparator: \.isWhitespace) {
      let host = address.contains(":") ? "[\(address)]:8080" : "\(address):8080"
      #expect(try status(check, host) == 200, "\(host)")
    }
  }

  @Test func `the address it was given`() throws {
    let check = HostCheck(listeningOn: try Address(host: "192.0.2.7", port: 0))
    #expect(try status(check, "192.0.2.7:8080") == 200)
    #expect(try status(check, "192.0.2.8:8080") == 421)
    let six = HostCheck(listeningOn: try Address(host: "[2001:db8::7]", port: 0))
    #expect(try status(six, "[2001:db8::7]:8080") == 200)
    #expect(try status(six, "[2001:db8::8]:8080") == 421)
  }

  @Test func `the target's own host counts too`() throws {
    let check = HostCheck.loopback
    #expect(try status(check, "localhost", target: "http://localhost:8080/x") == 200)
    #expect(try status(check, "localhost", target: "http://evil.example/x") == 421)
    #expect(try status(check, "localhost", target: "HTTPS://evil.example") == 421)
    #expect(try status(check, "localhost", target: "http://localhost@evil.example/x") == 421)
    #expect(try status(check, "localhost", target: "http:///x") == 421)
    #expect(try status(check, "evil.example", target: "http://localhost/x") == 421)
  }

  @Test func `the answer says how to allow a name`() throws {
    let request = try Request(target: "/", headers: ["Host": "lab7"])
    let problem = #expect(throws: Problem.self) {
      try HostCheck(names: ["lab8"], advice: "Start it with --allow-host NAME.").admit(request)
    }
    #expect(
      problem?.detail
        == "This server is not \"lab7\"; it answers to lab8. Start it with --allow-host NAME.")
  }
}
