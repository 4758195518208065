import Foundation
import Testing
import TestSupport

/// The event stream of a real server, read over sockets.
@Suite struct StreamTests {
  private let server: ServerProcess
  private var port: Int { server.url.port! }

  init() throws { server = try ServerProcess() }

  private func openRun() async throws -> Int {
    let answer = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor","steps":1000000}"#)
    return try #require(try answer.json()["id"].integer)
  }

  private func log(_ run: Int, _ steps: ClosedRange<Int>, name: String = "loss") async throws {
    let numbers = steps.map(String.init).joined(separator: ",")
    let answer = try await server.post(
      "/api/v1/runs/\(run)/metrics",
      #"{"series":[{"name":"\#(name)","steps":[\#(numbers)],"values":[\#(numbers)]}]}"#)
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test func `states and points come as they are stored, each once, and in order`() async throws {
    let run = try await openRun()
    try await log(run, 1...3)
    let reader = try EventReader("/api/v1/stream?runs=\(run)&names=loss", port: port)
    #expect(reader.head.hasPrefix("HTTP/1.1 200") && reader.head.contains("text/event-stream"))
    let first = try reader.next("status").json()
    #expect(first["run"].integer == run && first["status"].string == "running")
    #expect(first["step"].integer == 3 && first["attempt"].integer == 1)
    let points = try reader.next("points").json()
    #expect(points["series"][0]["steps"].list.map(\.integer) == [1, 2, 3])
    #expect(points["series"][0]["values"].list.map(\.double) == [1, 2, 3])

    try await log(run, 4...5)
    try await log(run, 1...9, name: "accuracy")
    let more = try reader.next("points")
    #expect(try more.json()["series"][0]["steps"].list.map(\.integer) == [4, 5])
    #expect(try more.json()["series"].list.count == 1)
    #expect(try more.json()["next"].string == more.id)

    _ = try await server.post("/api/v1/runs/\(run)/finish", #"{"status":"failed","error":"no luck"}"#)
    let end = try reader.next("status").json()
    #expect(end["status"].string == "failed" && end["message"].string == "no luck")
  }

  @Test func `points that come late, and corrected ones, are told like any other`() async throws {
    let run = try await openRun()
    try await log(run, 1...3)
    try await log(run, 8...9)
    let reader = try EventReader("/api/v1/stream?runs=\(run)", port: port)
    #expect(try reader.next("points").json()["series"][0]["steps"].list.map(\.integer) == [1, 2, 3, 8, 9])
    // Two of them are there already, with these values.
    try await log(run, 3...8)
    let late = try reader.next("points")
    #expect(try late.json()["series"][0]["steps"].list.map(\.integer) == [4, 5, 6, 7])
    let body = #"{"series":[{"name":"loss","steps":[2],"values":[null]}]}"#
    #expect(try await server.post("/api/v1/runs/\(run)/metrics", body).status == 200)
    let corrected = try reader.next("points").json()["series"][0]
    #expect(corrected["steps"].list.map(\.integer) == [2] && corrected["values"][0].isNull)
    try await log(run, 10...10)
    #expect(try reader.next("points").json()["series"][0]["steps"].list.map(\.integer) == [10])
    // Whoever comes back hears of what changed since.
    let again = try EventReader(
      "/api/v1/stream?runs=\(run)", port: port, headers: ["Last-Event-ID": try #require(late.id)])
    #expect(try again.next("points").json()["series"][0]["steps"].list.map(\.integer) == [2, 10])
  }

  @Test func `a reader that comes again goes on where it was`() async throws {
    let run = try await openRun()
    try await log(run, 1...3)
    var id: String?
    do {
      let reader = try EventReader("/api/v1/stream?runs=\(run)", port: port)
      id = try reader.next("points").id
    }
    try await log(run, 4...6)
    let again = try EventReader(
      "/api/v1/stream?runs=\(run)&after=0", port: port, headers: ["Last-Event-ID": try #require(id)])
    #expect(try again.next("points").json()["series"][0]["steps"].list.map(\.integer) == [4, 5, 6])
  }

  @Test func `long curves come in parts, which are the whole`() async throws {
    let run = try await openRun()
    try await log(run, 1...60_000)
    let reader = try EventReader("/api/v1/stream?runs=\(run)", port: port)
    var steps: [Int] = []
    var events = 0
    while steps.count < 60_000 {
      let points = try reader.next("points").json()
      steps += points["series"][0]["steps"].list.compactMap(\.integer)
      events += 1
    }
    #expect(steps == Array(1...60_000))
    #expect(events > 5)
  }

  @Test func `it ends by itself when it is asked to`() async throws {
    let run = try await openRun()
    let reader = try EventReader("/api/v1/stream?runs=\(run)&seconds=1", port: port)
    var names: [String] = []
    while let event = reader.next() { names.append(event.name) }
    #expect(names.contains("status"))
  }

  @Test func `a reader that takes nothing is dropped, and the others go on`() async throws {
    let run = try await openRun()
    let idle = try EventReader("/api/v1/stream?runs=\(run)", port: port, receiveBuffer: 4096)
    let other = try EventReader("/api/v1/stream?runs=\(run)", port: port)
    // Some 6 MB: more than any socket and the server keep for somebody who does not read.
    for part in 0..<4 { try await log(run, part * 100_000 + 1...(part + 1) * 100_000) }
    var last = 0
    while last < 400_000 {
      last = try other.next("points").json()["series"][0]["steps"].list.last?.integer ?? last
    }
    try await server.wait(for: "the idle reader to be dropped") {
      server.log.text.contains("an event stream was dropped") ? true : nil
    }
    #expect(idle.isOver())
    try await log(run, 400_001...400_002)
    #expect(try other.next("points").json()["series"][0]["steps"].list.map(\.integer) == [400_001, 400_002])
  }

  @Test(arguments: [
    ("runs=99", 404), ("", 400), ("runs=x", 400), ("runs=1&after=x", 400), ("runs=1&seconds=0", 400),
    ("runs=1&names=no!name", 400),
  ])
  func `what cannot be streamed is refused`(query: String, status: Int) async throws {
    _ = try await openRun()
    let answer = try await server.get("/api/v1/stream?\(query)")
    #expect(answer.status == status, "\(answer.text)")
    #expect(answer["Content-Type"] == "application/problem+json")
  }

  @Test func `open streams do not keep a server from stopping`() async throws {
    let run = try await openRun()
    let readers = try (0..<20).map { _ in try EventReader("/api/v1/stream?runs=\(run)", port: port) }
    for reader in readers { _ = try reader.next("status") }
    #expect(server.kill(signal: SIGTERM) == 0)
    for reader in readers { #expect(reader.isOver()) }
  }
}
