import CMicroHTTPD
import Foundation
import Logging
import Synchronization

/// One request and its response, from the request line to the last byte sent.
///
/// libmicrohttpd calls, always on one thread at a time: once with the head, then with each piece of the body, then
/// once more for the answer, and at last to say that it is over.
final class Exchange {
  private enum Phase {
    case head
    case body(Request, Route, Data)
    /// The rest of the body is read but not kept, so that the client gets to see the answer.
    case refusing(Problem, discarded: Int)
    /// A handler is at work on another thread, and the connection is suspended.
    case working(HandlerCall)
    case answered
  }

  private let site: Site
  private let watch: ConnectionWatch?
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
  /// Bytes of the body that are held.
  private var held = 0
  /// How this client is told of a problem.
  private var refusal: @Sendable (Problem) -> Response = Response.problem

  /// - Parameter target: the request target as received; nil if it is not UTF-8.
  init(site: Site, watch: ConnectionWatch?, target: String?) {
    self.site = site
    self.watch = watch
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
    case .body(let request, let route, var data):
      guard !piece.isEmpty else { return answer(connection, request, route, data) }
      phase = .answered  // So that `data` has one owner and grows in place.
      let problem = hold(piece.count, of: data.count + piece.count, limit: limit(of: route))
      if problem == nil { data.append(contentsOf: piece) } else { release() }
      phase = problem.map { .refusing($0, discarded: piece.count) } ?? .body(request, route, data)
      return true
    case .refusing(let problem, let discarded):
      guard !piece.isEmpty else { return refuse(connection, problem) }
      phase = .refusing(problem, discarded: discarded + piece.count)
      return discarded + piece.count <= site.limits.discardLimit
    case .working(let call):
      // Resumed; without an answer only when the server stops.
      guard let response = call.response else { return false }
      return send(response, on: connection)
    case .answered:
      return false
    }
  }

  /// Looks at the head: refuses at once, refuses once the body is through, or goes on to the body.
  private func begin(_ connection: Connection, _ head: RequestHead) -> Bool {
    start = .now
    method = head.method
    site.requests.enter()
    watch?.headArrived()
    if let problem = watch?.refusal ?? head.framingProblem { return refuse(connection, problem) }
    do {
      if let problem = head.limitProblem(site.limits) { throw problem }
      var request = try Request(
        method: Method(rawValue: head.method), target: target, headers: head.headers,
        remoteAddress: connection.remoteAddress
      ).below(site.limits.basePath)
      request.client = watch?.client ?? ""
      let route = site.router.route(for: request)
      refusal = route.refusal
      if let problem = head.bodyProblem(limit: limit(of: route)) { throw problem }
      for gate in site.limits.gates { try gate.admit(request) }
      phase = .body(request, route, Data())
    } catch {
      let problem = Self.problem(of: error, at: site, name)
      if head.shouldLeaveBody(site.limits) { return refuse(connection, problem) }
      phase = .refusing(problem, discarded: 0)
    }
    return true
  }

  private func limit(of route: Route) -> Int { route.bodyLimit ?? site.limits.bodyLimit }

  /// Books `count` more bytes of a body of `length` so far.
  ///
  /// - Returns: why they cannot be held.
  private func hold(_ count: Int, of length: Int, limit: Int) -> Problem? {
    guard length <= limit else { return .bodyTooLong(limit: limit) }
    held += count
    guard site.bodyBytes.add(count, ordering: .relaxed).newValue <= site.limits.bodyMemory else {
      return Problem(
        status: 503, detail: "The server is taking in too much at the moment; try again.",
        headers: ["Retry-After": "1"])
    }
    return nil
  }

  /// Gives up what was booked.
  private func release() {
    site.bodyBytes.subtract(held, ordering: .relaxed)
    held = 0
  }

  /// Answers before the body has been read, after which the library closes the connection.
  private func refuse(_ connection: Connection, _ problem: Problem) -> Bool {
    release()
    watch?.arrived()
    return send(refusal(problem), on: connection)
  }

  /// Answers a request that is there whole: at once, or on a thread where the handler may take its time.
  private func answer(
    _ connection: Connection, _ request: Request, _ route: Route, _ body: Data
  ) -> Bool {
    watch?.arrived()
    var request = request
    request.body = body
    let pace = route.pace(request)
    if pace == .immediate {
      return send(Self.respond(to: request, by: route, at: site, name), on: connection)
    }
    let call = HandlerCall(for: connection)
    phase = .working(call)
    // First, because the handler may be done before `start` returns.
    connection.suspend()
    let isTaken = site.start(call, at: pace, for: watch?.client ?? "") { [site, request, name] in
      call.finish(Self.respond(to: request, by: route, at: site, name))
    }
    if !isTaken {
      call.finish(
        route.refusal(
          Problem(
            status: 429,
            detail:
              "Your address has \(site.limits.slowCallsPerClient) calls of this kind under way; wait for some.",
            headers: ["Retry-After": "1"])))
    }
    return true
  }

  /// - Parameter name: of the request, for the log.
  private static func respond(
    to request: Request, by route: Route, at site: Site, _ name: String
  ) -> Response {
    var response: Response
    let base = site.limits.basePath
    do {
      response =
        base.isAsked(bareBy: request)
        ? Response(status: 308, headers: ["Location": "/" + request.queryText]) : try route.handler(request)
    } catch {
      response = route.refusal(problem(of: error, at: site, name))
    }
    if let location = response.headers["Location"] { response.headers["Location"] = base.place(location) }
    if request.method == .head, case .stream(let stream) = response.body {
      stream.detach()
      response.body = .data(Data())
    }
    return response.tagged(for: request).coded(for: request)
  }

  private static func problem(of error: any Error, at site: Site, _ name: String) -> Problem {
    if let problem = error as? Problem { return problem }
    site.logger.error("\(name) failed: \(error)")
    return Problem(status: 500, detail: "The server met an error it did not expect; its log says which.")
  }

  /// Queues the response; the connection's thread sends it.
  private func send(_ response: Response, on connection: Connection) -> Bool {
    phase = .answered
    release()
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
    if case .data = response.body { watch?.sendsFromMemory() }
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
    release()
    watch?.end()
    // A connection that broke within a head was never counted.
    guard !method.isEmpty else { return }
    let bytes = byteCount.map(String.init) ?? "stream"
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    let ending = reason == .REQUEST_TERMINATED_COMPLETED_OK ? "" : ", broken off"
    site.logger.debug(
      "\(name) \(status) \(bytes) \(String(format: "%.1f", milliseconds)) ms\(ending)")
    if status != 0 { site.limits.statistics.answered(status: status) }
    site.requests.leave()
  }
}
