import ArgumentParser
import Formats
import Foundation
import FoundationNetworking
import HTTPServer

/// A server, spoken to in JSON; every call waits for its answer.
struct ServerClient {
  private let base: URL
  private let token: AccessToken?

  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080`.
  ///   - tokenFile: holds the server's token, if it wants one; nil for the one that `$BEARING_TOKEN_FILE` names.
  init(_ address: String, tokenFile: String? = nil) throws {
    guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host != nil
    else {
      throw Failure("--server takes an address such as http://127.0.0.1:8080; found \"\(address)\"")
    }
    base = url
    let named = ProcessInfo.processInfo.environment["BEARING_TOKEN_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    token = try (tokenFile ?? named).map { try AccessToken(file: DataOptions.absolute($0)) }
  }

  func get(_ path: String) throws -> JSONValue { try send(URLRequest(url: base.appending(path: path))) }

  func post(_ path: String, _ body: JSONValue) throws -> JSONValue {
    var request = URLRequest(url: base.appending(path: path))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data(body.canonicalText.utf8)
    return try send(request)
  }

  /// Sends a request, again and again while the server says that it cannot now (503): it has done nothing then.
  ///
  /// - Throws: what the server's problem document says, line by line.
  private func send(_ request: URLRequest) throws -> JSONValue {
    var request = request
    if let token { request.setValue(token.authorization, forHTTPHeaderField: "Authorization") }
    var end: ContinuousClock.Instant?
    while true {
      let (data, status) = try ask(request)
      // A proxy's own 503 is no JSON.
      let body = status == 503 ? (try? JSONValue(parsing: data)) ?? .null : try JSONValue(parsing: data)
      guard status == 503 else { return try result(body, status) }
      if end == nil {
        LockedDatabase.say(
          "the server cannot now, trying again for up to \(Int(Self.patience)) s: \(body["detail"]?.string ?? "")"
        )
      }
      end = end ?? .now + .seconds(Self.patience)
      guard let end, .now < end else { return try result(body, status) }
      Thread.sleep(forTimeInterval: 1)
    }
  }

  /// Seconds for which a server may say that it cannot now.
  private static let patience = LockedDatabase.seconds

  private func ask(_ request: URLRequest) throws -> (Data, status: Int) {
    let answer = Answer()
    URLSession.shared.dataTask(with: request) { data, response, error in
      answer.give(data: data, status: (response as? HTTPURLResponse)?.statusCode ?? 0, error: error)
    }.resume()
    let (data, status, error) = answer.wait()
    if let error {
      throw Failure(
        "no answer from \(base.absoluteString): \(error.localizedDescription) Is the server running? Start it with: bearing serve"
      )
    }
    return (data, status)
  }

  private func result(_ body: JSONValue, _ status: Int) throws -> JSONValue {
    guard status != 401 else {
      throw Failure(
        "\(base.absoluteString) wants \(token == nil ? "a" : "another") token; give the file that it was started with: "
          + "--token-file FILE, or set BEARING_TOKEN_FILE")
    }
    guard (200..<300).contains(status) else {
      let problems = body["errors"]?.array?.map { problem in
        "  \(problem["path"]?.string ?? "$"): \(problem["message"]?.string ?? "")"
      }
      throw Failure(
        "the server answered \(status): "
          + (problems.map { "\n" + $0.joined(separator: "\n") } ?? body["detail"]?.string ?? ""))
    }
    return body
  }

  /// Hands an answer from the session's thread to the waiting one.
  private final class Answer: @unchecked Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private var value: (Data, Int, (any Error)?) = (Data(), 0, nil)

    func give(data: Data?, status: Int, error: (any Error)?) {
      value = (data ?? Data(), status, error)
      arrived.signal()
    }

    func wait() -> (Data, Int, (any Error)?) {
      arrived.wait()
      return value
    }
  }
}
