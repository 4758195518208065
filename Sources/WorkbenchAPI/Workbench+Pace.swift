import HTTPServer

extension Workbench {
  /// Calls that may read everything there is, by the segment after `/api/v1`.
  private static let slow: Set<String> = ["metrics", "metrics.csv", "sql", "summary"]
  /// The same by a job's own part.
  private static let slowPart = "archive"

  /// How long a request may take: whoever asks for every point there is waits with others who do, and everybody else
  /// is answered meanwhile.
  package static let pace: @Sendable (Request) -> Pace = { request in
    // Pages are read from a local disk; what is neither page nor API is refused at once.
    guard request.segments.first == "api", request.segments.count > 2 else { return .immediate }
    let parts = request.segments.dropFirst(2)
    if parts == ["health"], request.query.items.isEmpty { return .immediate }
    if parts == ["metrics", "prometheus"] { return .reading }
    if slow.contains(parts.first!) || parts.last == slowPart { return .slow }
    // A stream that is asked for in a body reads no more than others.
    if request.method.isSafe || parts == ["stream"] { return .reading }
    return parts.last == "metrics" ? .bulk : .writing
  }
}
