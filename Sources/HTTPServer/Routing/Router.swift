/// What answers a request. A ``Problem`` that it throws is the answer; any other error is answered with a 500 and
/// logged.
///
/// Handlers may block, for example on a database: they hold up others of their ``Pace`` alone. Only those that the
/// server's configuration calls immediate must not.
package typealias Handler = @Sendable (Request) throws -> Response

/// Chooses the handler by path and method.
///
/// The most specific pattern that answers the path decides, whatever the order of registration: part by part, a
/// literal goes before `{name}`, and that before `{name...}`. If that pattern lacks the method, the answer is 405.
package struct Router: Sendable {
  private struct Entry {
    let pattern: Pattern
    var handlers: [Method: Handler]

    /// The methods that work on this pattern, HEAD and OPTIONS included, in a fixed order.
    var allowed: String {
      var methods = Set(handlers.keys)
      if methods.contains(.get) { methods.insert(.head) }
      methods.insert(.options)
      return methods.map(\.rawValue).sorted().joined(separator: ", ")
    }
  }

  /// The patterns, most specific first.
  private var entries: [Entry] = []

  package init() {}

  /// Every route, most specific pattern first, as registered: without the HEAD and OPTIONS that come by themselves.
  package var routes: [(method: Method, pattern: Pattern)] {
    entries.flatMap { entry in
      entry.handlers.keys.sorted { $0.rawValue < $1.rawValue }.map { (method: $0, pattern: entry.pattern) }
    }
  }

  /// Adds a route.
  ///
  /// - Precondition: the route is new, and patterns that answer the same paths name their parameters alike.
  package mutating func on(_ method: Method, _ pattern: Pattern, _ handler: @escaping Handler) {
    guard let index = entries.firstIndex(where: { $0.pattern.hasShape(of: pattern) }) else {
      let place = entries.firstIndex { pattern.precedes($0.pattern) } ?? entries.endIndex
      entries.insert(Entry(pattern: pattern, handlers: [method: handler]), at: place)
      return
    }
    precondition(
      entries[index].pattern == pattern, "\(pattern) and \(entries[index].pattern) answer the same")
    precondition(entries[index].handlers[method] == nil, "\(method) \(pattern) is there already")
    entries[index].handlers[method] = handler
  }

  package mutating func get(_ pattern: Pattern, _ handler: @escaping Handler) {
    on(.get, pattern, handler)
  }

  package mutating func post(_ pattern: Pattern, _ handler: @escaping Handler) {
    on(.post, pattern, handler)
  }

  package mutating func delete(_ pattern: Pattern, _ handler: @escaping Handler) {
    on(.delete, pattern, handler)
  }

  /// Serves the files below `prefix`, which is "" for the whole site.
  package mutating func mount(_ files: StaticFiles, at prefix: String = "") {
    let depth = prefix.split(separator: "/").count
    get(Pattern(prefix + "/{file...}")) { request in
      try files.respond(to: request, segments: request.segments.dropFirst(depth))
    }
  }

  /// The answer to `request`. HEAD goes to the GET handler; the server leaves its body out.
  ///
  /// - Throws: a 404 or 405 ``Problem``, or what the handler throws.
  package func respond(to request: Request) throws -> Response {
    if request.path == "*" { return Response(status: 204) }
    for entry in entries {
      guard let parameters = entry.pattern.match(request.segments) else { continue }
      let method = request.method == .head && entry.handlers[.head] == nil ? .get : request.method
      if let handler = entry.handlers[method] {
        var request = request
        request.parameters = parameters
        return try handler(request)
      }
      if request.method == .options { return Response(status: 204, headers: ["Allow": entry.allowed]) }
      throw Problem(
        status: 405, detail: "\(request.path) takes \(entry.allowed), not \(request.method).",
        headers: ["Allow": entry.allowed])
    }
    throw Problem(status: 404, detail: "There is nothing at \(request.path).")
  }
}
