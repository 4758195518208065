import Synchronization

/// Refuses a request to anything below some folders that does not carry the access token in its `Authorization` field.
/// What is outside holds no secret, such as pages that ask their user for it.
package struct TokenCheck: Gate {
  private let token: AccessToken
  private let folders: Set<String>
  private let guesses = Guesses()

  /// - Parameter folders: first segments of the paths that need the token.
  package init(_ token: AccessToken, guarding folders: Set<String>) {
    self.token = token
    self.folders = folders
  }

  package func admit(_ request: Request) throws(Problem) {
    // Decoded segments, which are what the router goes by.
    guard let folder = request.segments.first, folders.contains(folder) else { return }
    guard let given = TokenCheck.token(in: request.headers.values("Authorization")) else {
      throw TokenCheck.problem(
        "This server wants its token: send the field \"Authorization: Bearer TOKEN\".", challenge: "Bearer")
    }
    let client = request.client
    guard guesses.mayTry(client) else {
      throw Problem(
        status: 429, detail: "Too many wrong tokens came from your address; wait, then send the right one.",
        headers: ["Retry-After": "\(Guesses.secondsPerTry)"])
    }
    guard token.matches(given) else {
      guesses.failed(client)
      throw TokenCheck.problem(
        "The token is not this server's; it stands in the file that the server was started with.",
        challenge: "Bearer error=\"invalid_token\"")
    }
    guesses.succeeded(client)
  }

  private static func problem(_ detail: String, challenge: String) -> Problem {
    Problem(status: 401, detail: detail, headers: ["WWW-Authenticate": challenge])
  }

  /// What comes after `Bearer` (RFC 6750, section 2.1), if there is one such field.
  private static func token(in fields: [String]) -> Substring? {
    guard fields.count == 1 else { return nil }
    let parts = fields[0].split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return parts[1]
  }
}

/// How many wrong tokens have come from where. Each address may be wrong 20 times, and then once every three seconds.
/// One that has lately had the right token is not made to wait: its user shares it with whoever is wrong.
final class Guesses: Sendable {
  static let tries = 20.0
  static let secondsPerTry = 3
  /// How long the right token counts for an address.
  static let trust = Duration.seconds(600)
  /// Addresses that are remembered; more of them at a time is an attack of another kind, which length guards against.
  static let addresses = 10_000

  private struct Record {
    var left: Double
    var at: ContinuousClock.Instant
    var right: ContinuousClock.Instant?
  }

  private let records = Mutex<[String: Record]>([:])
  private let now: @Sendable () -> ContinuousClock.Instant

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    self.now = now
  }

  /// Whether a token from `address` is looked at.
  func mayTry(_ address: String) -> Bool {
    let now = now()
    return records.withLock { records in
      guard let record = records[address] else { return true }
      if let right = record.right, now - right < Guesses.trust { return true }
      return Guesses.left(record, now) >= 1
    }
  }

  func failed(_ address: String) {
    let now = now()
    records.withLock { records in
      var record = records[address] ?? Record(left: Guesses.tries, at: now)
      record.left = max(0, Guesses.left(record, now) - 1)
      record.at = now
      if records[address] == nil, records.count >= Guesses.addresses { records = [:] }
      records[address] = record
    }
  }

  func succeeded(_ address: String) {
    let now = now()
    records.withLock { records in
      if records[address] == nil, records.count >= Guesses.addresses { records = [:] }
      records[address, default: Record(left: Guesses.tries, at: now)].right = now
    }
  }

  private static func left(_ record: Record, _ now: ContinuousClock.Instant) -> Double {
    min(tries, record.left + (now - record.at) / .seconds(secondsPerTry))
  }
}
