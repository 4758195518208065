/// What answers a request. A ``Problem`` that it throws is the answer; any other error is answered with a 500 and
/// logged.
///
/// Handlers may block, for example on a database: they hold up others of their ``Pace`` alone. Only those of an immediate
/// route must not.
package typealias Handler = @Sendable (Request) throws -> Response

/// What a server has to know of a call before it is made, and what answers it.
package struct Route: Sendable {
  /// How long the handler may take, as the request's head tells.
  package let pace: @Sendable (Request) -> Pace

  /// The longest body in bytes, where it is another than everybody's.
  package let bodyLimit: Int?

  /// How its clients are told of a problem, those before it is asked too.
  package let refusal: @Sendable (Problem) -> Response

  package let handler: Handler

  /// - Parameter pace: of every request to it.
  package init(
    pace: Pace = .reading, bodyLimit: Int? = nil,
    refusal: @escaping @Sendable (Problem) -> Response = Response.problem, _ handler: @escaping Handler
  ) {
    self.init(pace: { _ in pace }, bodyLimit: bodyLimit, refusal: refusal, handler)
  }

  package init(
    pace: @escaping @Sendable (Request) -> Pace, bodyLimit: Int? = nil,
    refusal: @escaping @Sendable (Problem) -> Response = Response.problem, _ handler: @escaping Handler
  ) {
    self.pace = pace
    self.bodyLimit = bodyLimit
    self.refusal = refusal
    self.handler = handler
  }

  /// This route for a request with these values in its path.
  func taking(_ parameters: [String: String]) -> Route {
    guard !parameters.isEmpty else { return self }
    return Route(pace: pace, bodyLimit: bodyLimit, refusal: refusal) { request in
      var request = request
      request.parameters = parameters
      return try handler(request)
    }
  }
}

/// How long a request's handler may take, which decides on whose threads it runs: slow ones wait for each other, and
/// for nobody else.
package enum Pace: Sendable, Hashable, CaseIterable {
  /// It never blocks: it runs right on the connection's thread.
  case immediate
  /// It looks something up.
  case reading
  /// It changes something, and may wait for its turn.
  case writing
  /// It brings much to be stored.
  case bulk
  /// It may read everything there is. Of these one client may only have so many at a time.
  case slow
}
