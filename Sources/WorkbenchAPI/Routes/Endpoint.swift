import Formats
import Foundation
import HTTPServer

/// One call of the API: where it is, how it is answered, and what the API document says of it.
///
/// The router and the document are made from one list of these, ``Workbench/endpoints``: a call that is not described
/// cannot be made, and what is described is there.
struct Endpoint: Sendable {
  let method: Method

  /// The whole path, `/api/v1/jobs/{id}`.
  let pattern: Pattern

  /// What a generated client calls it, one verb and its object: `cancelJob`.
  let name: String

  /// What it does, in a line.
  let summary: String

  /// Of the path and the query.
  let parameters: [Parameter]

  /// nil for a call that takes none.
  let body: Body?

  /// What it answers, beside ``Answer/common(for:)``.
  let answers: [Answer]

  /// How it is answered. Errors of the store, the queue and the configs that the handler throws are answered as the
  /// problems they stand for.
  let route: Route

  /// - Parameters:
  ///   - pace: how long it may take. By itself a call that changes nothing reads, and any other writes: one that may
  ///     read every point there is, or that asks in a POST, says so.
  ///   - bodyLimit: the longest body in bytes, where it is another than everybody's.
  init(
    _ method: Method, _ pattern: Pattern, _ name: String, _ summary: String, pace: Pace? = nil,
    parameters: [Parameter] = [], body: Body? = nil, bodyLimit: Int? = nil, answers: [Answer],
    _ handler: @escaping Handler
  ) {
    let pace = pace ?? (method.isSafe ? .reading : .writing)
    self.init(
      method, pattern, name, summary, paceOf: { _ in pace }, parameters: parameters, body: body,
      bodyLimit: bodyLimit, answers: answers, handler)
  }

  /// - Parameter paceOf: how long a request may take, as its head tells.
  init(
    _ method: Method, _ pattern: Pattern, _ name: String, _ summary: String,
    paceOf: @escaping @Sendable (Request) -> Pace, parameters: [Parameter] = [], body: Body? = nil,
    bodyLimit: Int? = nil, answers: [Answer], _ handler: @escaping Handler
  ) {
    self.method = method
    self.pattern = pattern
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.body = body
    self.answers = answers
    route = Route(pace: paceOf, bodyLimit: bodyLimit, handler)
  }
}

extension Response {
  static func json(_ value: JSONValue, status: Int = 200, headers: Headers = [:]) -> Response {
    .json(Data(value.canonicalText.utf8), status: status, headers: headers)
  }
}

extension JSONValue {
  init(_ value: Int64) { self = .integer(Int(value)) }
  init(_ value: String?) { self = value.map { .string($0) } ?? .null }
  init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
}
