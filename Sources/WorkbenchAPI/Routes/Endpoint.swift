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

  /// The longest body in bytes, where it is another than everybody's.
  let bodyLimit: Int?

  /// What it answers, beside ``Answer/common(for:)``.
  let answers: [Answer]

  /// Errors of the store, the queue and the configs that it throws are answered as the problems they stand for.
  let handler: Handler

  init(
    _ method: Method, _ pattern: Pattern, _ name: String, _ summary: String, parameters: [Parameter] = [],
    body: Body? = nil, bodyLimit: Int? = nil, answers: [Answer], _ handler: @escaping Handler
  ) {
    self.method = method
    self.pattern = pattern
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.body = body
    self.bodyLimit = bodyLimit
    self.answers = answers
    self.handler = handler
  }
}
