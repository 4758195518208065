import CMicroHTTPD
import Foundation
import Logging

/// One request and its response, from the request line to the last byte sent.
///
/// libmicrohttpd calls, always on one thread at a time: once with the head, then with each piece of the body, then
/// once more for the answer, and at last to say that it is over.
final class Exchange {
  private enum Phase {
    case head
    case body(RequestHead, Data, limit: Int)
    /// The rest of the body is read but not kept, so that the client gets to see the answer.
    case refusing(Problem, discarded: Int)
    case answered
  }

  private let site: Site
  private let target: String
  private var phase = Phase.head
  private var method = ""

  /// The method and the target for the log: a client may have put anything into them.
  private var name: String {
    String(
      "\(method) \(target)".unicodeScalars.prefix(300).map {
        $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0)
      })
  }

  private var status = 0
  private var byteCount: UInt64?
  private var stream: BodyStream?
  private var start = ContinuousClock.now

  /// - Parameter target: the request target as received; nil if it is not UTF-8.
  init(site: Site, target: String?) {
    self.site = site
    // No path begins like this, so that such a request is refused like any other that is not a path.
    self.target = target ?? "?"
  }

  /// Takes the next call about this request.
  ///
  /// - Parameters:
  ///   - piece: the next bytes of the body; empty with the head and when the request is complete.
  /// - Returns: false to break the connection.
  func proceed(
    _ connection: Connection, method: String, version: String, piece: UnsafeRawBufferPointer
  ) -> Bool {
    switch phase {
    case .head:
      return begin(
        connection,
        RequestHead(method: method, version: version, target: target, headers: connection.headers))
    case .body(let head, var data, let limit):
      guard !piece.isEmpty else { return answer(connection, head, data) }
      phase = .answered  // So that `data` has one owner and grows in place.
      let isTooLong = data.count + piece.count > limit
      if !isTooLong { data.append(contentsOf: piece) }
      phase =
        isTooLong
        ? .refusing(.bodyTooLong(limit: limit), discarded: piece.count) : .body(head, data, limit: limit)
      return true
    case .refusing(let problem, let discarded):
      guard !piece.isEmpty else { return send(.problem(problem), on: connection) }
      phase = .refusing(problem, discarded: discarded + piece.count)
      return discarded + piece.count <= site.limits.discardLimit
    case .answered:
      return false
    }
  }

  /// Looks at the head: refuses at once, refuses once the body is through, or goes on to the body.
  private func begin(_ connection: Connection, _ head: RequestHead) -> Bool {
    start = .now
    method = head.method
    site.requests.enter()
    if connection.context == Site.overLimit {
      return refuse(
        connection,
        Problem(
          status: 503,
          detail: "The server has \(site.limits.connectionLimit) connections already; try again.",
          headers: ["Retry-After": "1"]))
    }
    if let problem = head.framingProblem { return refuse(connection, problem) }
    if let problem = head.limitProblem(site.limits) {
      if head.shouldLeaveBody(site.limits) { return refuse(connection, problem) }
      phase = .refusing(problem, discarded: 0)
      return true
    }
    phase = .body(head, Data(), limit: site.limits.bodyLimit(of: target))
    return true
  }

  /// Answers before the body has been read, after which the library closes the connection.
  private func refuse(_ connection: Connection, _ problem: Problem) -> Bool {
    send(.problem(problem), on: connection)
  }

  /// Answers a request that is there whole.
  private func answer(_ connection: Connection, _ head: RequestHead, _ body: Data) -> Bool {
    var response: Response
    do {
      let request = try Request(
        method: Method(rawValue: head.method), target: target, headers: head.headers, body: body,
        remoteAddress: connection.remoteAddress)
      response = try site.handler(request)
    } catch let problem as Problem {
      response = .problem(problem)
    } catch {
      site.logger.error("\(name) failed: \(error)")
      response = .problem(
        Problem(status: 500, detail: "The server met an error it did not expect; its log says which."))
    }
    if head.method == Method.head.rawValue, case .stream(let stream) = response.body {
      stream.detach()
      response.body = .data(Data())
    }
    return send(response, on: connection)
  }

  /// Queues the response; the connection's thread sends it.
  private func send(_ response: Response, on connection: Connection) -> Bool {
    phase = .answered
    var response = response
    response.headers = response.headers.merging(site.limits.headers)
    if site.isStopping { response.headers["Connection"] = "close" }
    if case .stream(let stream) = response.body {
      guard stream.attach(to: connection) else {
        site.logger.error("\(name): its stream is the body of another response already")
        return false
      }
      self.stream = stream
      site.add(stream)
    }
    status = response.status
    byteCount = response.byteCount
    let native = response.native { name in
      site.logger.error("\(name): the header field \(name) cannot be sent and was left out")
    }
    guard let native else {
      site.logger.error("\(name): no memory or no descriptor left for the response")
      return false
    }
    return connection.queue(native, status: response.status)
  }

  /// The request is over, one way or the other.
  func end(_ reason: MHD_RequestTerminationCode) {
    if let stream {
      site.remove(stream)
      stream.detach()
    }
    // A connection that broke within a head was never counted.
    guard !method.isEmpty else { return }
    let bytes = byteCount.map(String.init) ?? "stream"
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    let ending = reason == .REQUEST_TERMINATED_COMPLETED_OK ? "" : ", broken off"
    site.logger.debug(
      "\(name) \(status) \(bytes) \(String(format: "%.1f", milliseconds)) ms\(ending)")
    site.requests.leave()
  }
}
