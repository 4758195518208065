import Concurrency
import Formats
import Foundation
import FoundationNetworking

/// A server that is spoken to over HTTP; every call waits for its answer.
package struct ServerLink: Sendable {
  /// Without a `/` at its end.
  package let base: URL
  /// What `Authorization` says; nil for a server without a token.
  private let authorization: String?
  private let session: URLSession

  /// - Parameters:
  ///   - base: `http://127.0.0.1:8080`, with the base path if it has one.
  ///   - authorization: `Bearer ...`.
  ///   - patience: seconds without a byte after which a call is given up: a cable may be out.
  package init(_ base: URL, authorization: String?, patience: Double) {
    self.base = base
    self.authorization = authorization
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = patience
    configuration.httpMaximumConnectionsPerHost = 4
    session = URLSession(configuration: configuration)
  }

  /// What a call came to.
  package struct Answer: Sendable {
    package let status: Int
    package let body: Data

    package var isGood: Bool { (200..<300).contains(status) }

    /// What the server's problem document says; the beginning of any other text.
    package var detail: String {
      let json = try? JSONValue(parsing: body)
      return json?["detail"]?.string ?? String(decoding: body.prefix(200), as: UTF8.self)
    }
  }

  /// - Parameters:
  ///   - path: below the base, from `/` on, percent-encoded, with its query.
  ///   - type: of the body.
  /// - Throws: ``LinkError/unreachable(_:)``.
  package func call(
    _ method: String, _ path: String, body: Data? = nil, type: String = "application/json"
  ) throws -> Answer {
    let arrival = Arrival()
    session.dataTask(with: try request(method, path, body: body, type: type)) { data, response, error in
      arrival.give(data ?? Data(), response, error)
    }.resume()
    return try arrival.answer(from: base)
  }

  /// The same for an answer that is kept in a file.
  ///
  /// - Parameter place: where nothing is yet; something is there afterwards if the answer is good.
  /// - Throws: ``LinkError/unreachable(_:)``, or what keeps the file from its place.
  package func download(_ path: String, to place: String) throws -> Answer {
    let arrival = Arrival()
    session.downloadTask(with: try request("GET", path)) { file, response, error in
      var failure = error
      if let file, (response as? HTTPURLResponse)?.statusCode == 200 {
        do {
          // The file goes with the end of this call.
          try FileManager.default.moveItem(at: file, to: URL(filePath: place))
        } catch {
          failure = error
        }
      }
      arrival.give(Data(), response, failure)
    }.resume()
    return try arrival.answer(from: base)
  }

  private func request(
    _ method: String, _ path: String, body: Data? = nil, type: String = "application/json"
  ) throws -> URLRequest {
    guard let url = URL(string: base.absoluteString + path) else {
      throw LinkError.unreachable("\(base.absoluteString + path) is no address")
    }
    var request = URLRequest(url: url)
    request.httpMethod = method
    // On a connection that breaks after it was used before, the system's library sends a request again by itself, without its
    // body, and both sides wait. On a new one it leaves that to us.
    request.setValue("close", forHTTPHeaderField: "Connection")
    if let body {
      request.httpBody = body
      request.setValue(type, forHTTPHeaderField: "Content-Type")
    }
    if let authorization { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
    return request
  }

  /// Hands an answer from the session's thread to the waiting one.
  private final class Arrival: @unchecked Sendable {
    // The waiting thread reads what the other one has written before it signals.
    private let hasCome = DispatchSemaphore(value: 0)
    private var value: (Data, URLResponse?, (any Error)?) = (Data(), nil, nil)

    func give(_ data: Data, _ response: URLResponse?, _ error: (any Error)?) {
      value = (data, response, error)
      hasCome.signal()
    }

    func answer(from base: URL) throws -> Answer {
      hasCome.wait()
      if let error = value.2 {
        throw LinkError.unreachable("no answer from \(base.absoluteString): \(error.localizedDescription)")
      }
      return Answer(status: (value.1 as? HTTPURLResponse)?.statusCode ?? 0, body: value.0)
    }
  }
}

/// Why a call did not do what it was to do.
package enum LinkError: Error, CustomStringConvertible {
  /// It may pass: the server is away, or has too much to do.
  case unreachable(String)
  /// It will not.
  case refused(status: Int, String)

  package var isPassing: Bool { if case .unreachable = self { true } else { false } }

  package var description: String {
    switch self {
    case .unreachable(let text): text
    case .refused(let status, let text): "the server answered \(status): \(text)"
    }
  }
}

extension ServerLink.Answer {
  /// Statuses by which a server says that it cannot now.
  private static let passing: Set = [0, 408, 425, 429, 500, 502, 503, 504, 507]

  /// The answer's JSON.
  ///
  /// - Throws: ``LinkError``; a lease that is lost is ``LeaseLost``.
  func json() throws -> JSONValue {
    if isGood { return try JSONValue(parsing: body) }
    if Self.passing.contains(status) {
      throw LinkError.unreachable("the server answered \(status): \(detail)")
    }
    if status == 409 || status == 404 { throw LeaseLost(reason: detail) }
    throw LinkError.refused(status: status, detail)
  }
}

/// That somebody else has a run now, or nobody any more: what is known of it here is of no use.
package struct LeaseLost: Error, CustomStringConvertible {
  package let reason: String

  package var description: String { reason }
}
