/// Chooses the handler by path and method.
///
/// The most specific pattern that answers the path decides, whatever the order of registration: part by part, a
/// literal goes before `{name}`, and that before `{name...}`. If that pattern lacks the method, the answer is 405.
package struct Router: Sendable {
  private struct Entry {
    let pattern: Pattern
    var routes: [Method: Route]

    /// The methods that work on this pattern, HEAD and OPTIONS included, in a fixed order.
    var allowed: String {
      var methods = Set(routes.keys)
      if methods.contains(.get) { methods.insert(.head) }
      methods.insert(.options)
      return methods.map(\.rawValue).sorted().joined(separator: ", ")
    }
  }

  /// The patterns, most specific first.
  private var entries: [Entry] = []
  /// Of the patterns without a parameter their places in `entries`, by their text: most calls name one of them, which no other
  /// pattern precedes.
  private var literals: [String: Int] = [:]
  private let fallback: Route?

  /// - Parameter fallback: takes what no pattern answers, by whatever method; without it that is a 404.
  package init(fallback: Route? = nil) { self.fallback = fallback }

  /// Every route, most specific pattern first, as registered: without the HEAD and OPTIONS that come by themselves.
  package var routes: [(method: Method, pattern: Pattern)] {
    entries.flatMap { entry in
      entry.routes.keys.sorted { $0.rawValue < $1.rawValue }.map { (method: $0, pattern: entry.pattern) }
    }
  }

  /// Adds a route.
  ///
  /// - Precondition: the route is new, and patterns that answer the same paths name their parameters alike.
  package mutating func on(_ method: Method, _ pattern: Pattern, _ route: Route) {
    guard let index = entries.firstIndex(where: { $0.pattern.hasShape(of: pattern) }) else {
      let place = entries.firstIndex { pattern.precedes($0.pattern) } ?? entries.endIndex
      entries.insert(Entry(pattern: pattern, routes: [method: route]), at: place)
      literals = Dictionary(
        entries.enumerated().filter(\.element.pattern.isLiteral).map { ($1.pattern.description, $0) }
      ) { first, _ in first }
      return
    }
    precondition(
      entries[index].pattern == pattern, "\(pattern) and \(entries[index].pattern) answer the same")
    precondition(entries[index].routes[method] == nil, "\(method) \(pattern) is there already")
    entries[index].routes[method] = route
  }

  package mutating func on(_ method: Method, _ pattern: Pattern, _ handler: @escaping Handler) {
    on(method, pattern, Route(handler))
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

  /// Serves the files below `prefix`, which is "" for the whole site. They lie on a local disk, so that nobody waits.
  ///
  /// - Parameter pages: names below `prefix` that `index.html` answers as well, since it shows a page for each. Where there
  ///   are any, it is what the folder itself answers, too, and its links to the site's folders have their version.
  package mutating func mount(_ files: StaticFiles, at prefix: String = "", pages: [String] = []) {
    let depth = prefix.split(separator: "/").count
    let route = Route(pace: .immediate) { request in
      try files.respond(to: request, segments: request.segments.dropFirst(depth))
    }
    on(.get, Pattern(prefix + "/{file...}"), route)
    if pages.isEmpty { return }
    let page = Route(pace: .immediate) { request in try files.page(for: request) }
    for name in pages + ["", "index.html"] { on(.get, Pattern(prefix + "/" + name), page) }
  }

  /// The answer to `request`.
  ///
  /// - Throws: a 404 or 405 ``Problem``, or what the handler throws.
  package func respond(to request: Request) throws -> Response {
    try route(for: request).handler(request)
  }

  /// What takes a request, told by its head alone. HEAD goes to GET's route; the server leaves the body out.
  ///
  /// - Returns: for a path or a method that is not there a route that says so at once.
  package func route(for request: Request) -> Route {
    if request.path == "*" { return Route(pace: .immediate) { _ in Response(status: 204) } }
    // A segment with an encoded slash in it looks like two here.
    let literal = literals["/" + request.segments.joined(separator: "/")].flatMap {
      entries[$0].pattern.match(request.segments) == nil ? nil : $0
    }
    for entry in literal.map({ entries[$0...$0] }) ?? entries[...] {
      guard let parameters = entry.pattern.match(request.segments) else { continue }
      let method = request.method == .head && entry.routes[.head] == nil ? .get : request.method
      if let route = entry.routes[method] { return route.taking(parameters) }
      let allowed = entry.allowed
      let refusal = entry.routes.values.first?.refusal ?? Response.problem
      return Route(pace: .immediate, refusal: refusal) { request in
        if request.method == .options { return Response(status: 204, headers: ["Allow": allowed]) }
        throw Problem(
          status: 405, detail: "\(request.path) takes \(allowed), not \(request.method).",
          headers: ["Allow": allowed])
      }
    }
    return fallback
      ?? Route(pace: .immediate) { request in
        throw Problem(status: 404, detail: "There is nothing at \(request.path).")
      }
  }
}
