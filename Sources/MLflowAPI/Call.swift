import Formats
import Foundation
import HTTPServer

/// One call of the protocol: where it is and how it is answered. The router and the table in the documentation are made from the
/// one list of these, ``MLflowTracking/calls``.
package struct Call: Sendable {
  package let method: Method
  /// Below `/api/2.0` and `/ajax-api/2.0`: `/mlflow/runs/create`.
  package let path: String
  /// What it does, in a line.
  package let summary: String
  let pace: Pace
  let bodyLimit: Int?
  let handler: @Sendable (Request) throws -> Response

  /// The longest body of a call: a full batch of 1,000 metrics, 100 params and 100 tags has some 1.8 MB.
  static let bodyLimit = 2 << 20

  init(
    _ method: Method, _ path: String, _ summary: String, pace: Pace? = nil, bodyLimit: Int = bodyLimit,
    _ handler: @escaping @Sendable (Request) throws -> Response
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.pace = pace ?? (method.isSafe ? .reading : .writing)
    self.bodyLimit = bodyLimit
    self.handler = handler
  }

  /// A call that takes a message and answers one.
  init(
    _ method: Method, _ path: String, _ summary: String, pace: Pace? = nil,
    answering handler: @escaping @Sendable (Fields) throws -> JSONText
  ) {
    self.init(method, path, summary, pace: pace) { request in
      .json(try handler(Fields(request)).data)
    }
  }

  /// A call that takes a message and has nothing to answer.
  init(
    _ method: Method, _ path: String, _ summary: String, pace: Pace? = nil,
    doing handler: @escaping @Sendable (Fields) throws -> Void
  ) {
    self.init(method, path, summary, pace: pace) { request in
      try handler(Fields(request))
      return .json(Data("{}".utf8))
    }
  }
}
