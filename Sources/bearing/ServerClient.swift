import ArgumentParser
import Formats
import Foundation
import HTTPServer
import Worker

/// A server, spoken to in JSON; every call waits for its answer.
struct ServerClient {
  let link: ServerLink
  private let hasToken: Bool

  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080`.
  ///   - tokenFile: holds the server's token, if it wants one; nil for the one that `$BEARING_TOKEN_FILE` names.
  ///   - patience: seconds without a byte after which a call is given up.
  init(_ address: String, tokenFile: String? = nil, patience: Double = 120) throws {
    var address = address
    while address.hasSuffix("/") { address.removeLast() }
    guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host != nil
    else {
      throw Failure("--server takes an address such as http://127.0.0.1:8080; found \"\(address)\"")
    }
    let named = ProcessInfo.processInfo.environment["BEARING_TOKEN_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    let token = try (tokenFile ?? named).map { try AccessToken(file: DataOptions.absolute($0)) }
    hasToken = token != nil
    link = ServerLink(url, authorization: token?.authorization, patience: patience)
  }

  func get(_ path: String) throws -> JSONValue { try send("GET", path, nil) }

  func post(_ path: String, _ body: JSONValue) throws -> JSONValue {
    try send("POST", path, Data(body.canonicalText.utf8))
  }

  /// Sends a request, again and again while the server says that it cannot now (503): it has done nothing then.
  ///
  /// - Throws: what the server's problem document says, line by line.
  private func send(_ method: String, _ path: String, _ body: Data?) throws -> JSONValue {
    var end: ContinuousClock.Instant?
    while true {
      let answer = try ask(method, path, body)
      // A proxy's own 503 is no JSON.
      let json =
        answer.status == 503
        ? (try? JSONValue(parsing: answer.body)) ?? .null : try JSONValue(parsing: answer.body)
      guard answer.status == 503 else { return try result(json, answer.status) }
      if end == nil {
        LockedDatabase.say(
          "the server cannot now, trying again for up to \(Int(Self.patience)) s: \(json["detail"]?.string ?? "")"
        )
      }
      end = end ?? .now + .seconds(Self.patience)
      guard let end, .now < end else { return try result(json, answer.status) }
      Thread.sleep(forTimeInterval: 1)
    }
  }

  /// Seconds for which a server may say that it cannot now.
  private static let patience = LockedDatabase.seconds

  private func ask(_ method: String, _ path: String, _ body: Data?) throws -> ServerLink.Answer {
    do {
      return try link.call(method, path, body: body)
    } catch let error as LinkError {
      throw Failure("\(error) Is the server running? Start it with: bearing serve")
    }
  }

  private func result(_ body: JSONValue, _ status: Int) throws -> JSONValue {
    guard status != 401 else {
      throw Failure(
        "\(link.base.absoluteString) wants \(hasToken ? "another" : "a") token; give the file that it was started with: "
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
}
