import Foundation
import FoundationNetworking

/// An answer to a request over a real socket.
package struct HTTPAnswer: Sendable {
  package let status: Int
  package let headers: [String: String]
  package let body: Data

  package init(status: Int, headers: [String: String], body: Data) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON: dictionaries, arrays, strings, numbers.
  package func json() throws -> JSONTree { try JSONTree(body) }

  /// A header's value; names are compared without regard to case.
  package subscript(header: String) -> String? {
    headers.first { $0.key.lowercased() == header.lowercased() }?.value
  }
}

extension ServerProcess {
  package func get(_ path: String, headers: [String: String] = [:]) async throws -> HTTPAnswer {
    try await send("GET", path, headers: headers)
  }

  /// Posts JSON text.
  package func post(_ path: String, _ json: String = "", headers: [String: String] = [:]) async throws
    -> HTTPAnswer
  {
    try await send(
      "POST", path, body: Data(json.utf8),
      headers: ["Content-Type": "application/json"].merging(headers) { $1 })
  }

  /// - Parameter path: with its query, appended to the address as it is.
  package func send(
    _ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:]
  ) async throws -> HTTPAnswer {
    guard let target = URL(string: url.absoluteString + path) else {
      throw ProcessError(description: "not a URL: \(path)")
    }
    var request = URLRequest(url: target)
    request.httpMethod = method
    request.timeoutInterval = 60
    if let body, !body.isEmpty { request.httpBody = body }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await Self.session.data(for: request)
    guard let http = response as? HTTPURLResponse else { throw ProcessError(description: "no HTTP answer") }
    var fields: [String: String] = [:]
    for (name, value) in http.allHeaderFields { fields["\(name)"] = "\(value)" }
    return HTTPAnswer(status: http.statusCode, headers: fields, body: data)
  }

  /// Without a cache: every request reaches the server.
  private static let session: URLSession = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    return URLSession(configuration: configuration)
  }()

  /// Asks again and again until `condition` holds.
  ///
  /// - Throws: ``ProcessError`` after `seconds`.
  @discardableResult
  package func wait<Value>(
    for what: String, seconds: Double = 120, _ condition: () async throws -> Value?
  ) async throws -> Value {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if let value = try await condition() { return value }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ProcessError(description: "waited \(Int(seconds)) s in vain for \(what)\n\(log.text)")
  }
}
