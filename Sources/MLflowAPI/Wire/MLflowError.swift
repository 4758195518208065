import Formats
import Foundation
import HTTPServer
import Store

/// Why a call is refused, as MLflow's clients read it: `{"error_code": "...", "message": "..."}`.
///
/// They send a call again for minutes when the status is 408, 429, 500, 502, 503 or 504, whatever the code says. So nothing here
/// has one of these: what is wrong stays wrong, and what may pass is waited for here.
struct MLflowError: Error, Equatable {
  enum Code: String, CaseIterable {
    case invalid = "INVALID_PARAMETER_VALUE"
    case exists = "RESOURCE_ALREADY_EXISTS"
    case missing = "RESOURCE_DOES_NOT_EXIST"
    case unauthenticated = "UNAUTHENTICATED"
    case denied = "PERMISSION_DENIED"
    case noEndpoint = "ENDPOINT_NOT_FOUND"
    case unavailable = "TEMPORARILY_UNAVAILABLE"
    case exhausted = "RESOURCE_EXHAUSTED"
    case internalError = "INTERNAL_ERROR"

    var status: Int {
      switch self {
      case .missing, .noEndpoint: 404
      case .unauthenticated: 401
      case .denied: 403
      case .invalid, .exists, .unavailable, .exhausted, .internalError: 400
      }
    }
  }

  var code: Code
  var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static func invalid(_ message: String) -> MLflowError { MLflowError(.invalid, message) }

  init(_ error: LoggingError) {
    let code: Code =
      switch error {
      case .noSuchRun, .noSuchExperiment, .noSuchTag, .noSuchExperimentTag, .noSuchModel, .noSuchArtifact:
        .missing
      case .nameIsTaken: .exists
      case .deletedRun, .deletedExperiment, .keptExperiment, .paramChanged, .trainedHere, .oneOfMany,
        .underWay, .badStep, .occupied:
        .invalid
      }
    self.init(code, "\(error)".sentence)
  }

  /// Of a problem of the server in front.
  init(_ problem: Problem) {
    let code: Code =
      switch problem.status {
      case 401: .unauthenticated
      // Too many wrong tokens: not to be tried again by itself.
      case 403, 421, 429: .denied
      case 404, 405: .noEndpoint
      case 507: .exhausted
      case 500: .internalError
      case 408, 502...504: .unavailable
      default: .invalid
      }
    self.init(code, problem.detail ?? problem.title)
  }

  var response: Response { response() }

  /// - Parameter status: another one than that of the code.
  private func response(status: Int? = nil, headers: Headers = [:]) -> Response {
    let body: JSONValue = ["error_code": .string(code.rawValue), "message": .string(message)]
    return .json(Data(body.canonicalText.utf8), status: status ?? code.status, headers: headers)
  }

  /// How the clients of every call are told of a problem of the server in front.
  static func refusal(_ problem: Problem) -> Response {
    var headers = problem.headers
    headers["Retry-After"] = nil
    let isFinal = (400..<500).contains(problem.status) && ![408, 429].contains(problem.status)
    return MLflowError(problem).response(status: isFinal ? problem.status : nil, headers: headers)
  }
}
