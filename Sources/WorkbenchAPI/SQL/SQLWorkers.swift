import Formats
import Foundation
import HTTPServer
import Store
import Synchronization

/// Runs queries, each in a process of its own that ends with it: whatever a query does to time, memory or the stack,
/// it does not do it to the server.
package final class SQLWorkers: Sendable {
  /// Queries side by side; one more is told to come again.
  private static let atOnce = 2
  /// What the process has for its start and its end, beside the query's own time.
  private static let grace = 3.0

  private let database: String
  private let seconds: Double
  private let running = Mutex(0)

  /// - Parameters:
  ///   - database: the file.
  ///   - seconds: for each query.
  init(database: String, seconds: Double) {
    self.database = database
    self.seconds = seconds
  }

  /// Runs a query and waits for its end.
  ///
  /// - Throws: 503 when there are too many.
  func respond(to request: SQLRequest) throws(Problem) -> Response {
    let isFree = running.withLock { running in
      guard running < Self.atOnce else { return false }
      running += 1
      return true
    }
    guard isFree else {
      throw Problem(
        status: 503, detail: "\(Self.atOnce) queries are running already; ask again in a second.",
        headers: ["Retry-After": "1"])
    }
    defer { running.withLock { $0 -= 1 } }
    return run(request)
  }

  private func run(_ request: SQLRequest) -> Response {
    let process = SQLProcess(
      arguments: [
        "sql-worker", "--database", database, "--seconds", "\(seconds)", "--limit", "\(request.limit)",
        "--format", request.format.rawValue,
      ], seconds: seconds + Self.grace, bytes: SQLConsole.mostBytes + (8 << 20))
    switch process.run(input: Data(request.query.utf8)) {
    case .output(let data):
      guard let reply = SQLReply(parsing: data) else {
        return .problem(Self.broken("its answer cannot be read"))
      }
      return Self.response(to: request, reply)
    case .late:
      let late = SQLError.tooSlow(seconds: seconds)
      return .problem(Problem(status: late.status, detail: late.explanation(of: request.query).sentence))
    case .failed(let status): return .problem(Self.broken("it ended with status \(status)"))
    case .notStarted(let reason):
      return .problem(
        Problem(
          status: 503, detail: "The process for the query could not be started: \(reason).",
          headers: ["Retry-After": "1"]))
    }
  }

  private static func response(to request: SQLRequest, _ reply: SQLReply) -> Response {
    guard reply.status == 200 else {
      return .problem(
        Problem(
          status: reply.status, detail: reply.detail?.sentence,
          headers: reply.status == 503 ? ["Retry-After": "2"] : [:]))
    }
    guard request.format == .csv else { return .json(reply.body) }
    return Response(
      headers: [
        "Content-Type": "text/csv; charset=utf-8; header=present", "X-Truncated": "\(reply.isTruncated)",
      ],
      body: .data(reply.body))
  }

  /// For a query that its process did not survive.
  private static func broken(_ how: String) -> Problem {
    Problem(status: 400, detail: "The process of the query broke down (\(how)): the query asks for too much.")
  }
}
