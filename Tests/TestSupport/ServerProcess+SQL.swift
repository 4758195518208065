import Foundation

extension ServerProcess {
  /// Asks `POST /sql`.
  ///
  /// - Parameter members: more of the body, such as `"limit": 3`.
  package func sql(
    _ query: String, members: [String: Any] = [:], headers: [String: String] = [:]
  ) async throws -> HTTPAnswer {
    let body = members.merging(["query": query]) { $1 }
    return try await post(
      "/api/v1/sql", String(decoding: JSONSerialization.data(withJSONObject: body), as: UTF8.self),
      headers: headers)
  }

  /// Rows of a query that has to succeed.
  package func rows(_ query: String) async throws -> [[JSONTree]] {
    let answer = try await sql(query)
    guard answer.status == 200 else { throw ProcessError(description: "\(query)\n\(answer.text)") }
    return try answer.json()["rows"].list.map(\.list)
  }
}
