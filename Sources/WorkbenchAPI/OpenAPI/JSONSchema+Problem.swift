import Formats

/// What went wrong (RFC 9457).
extension JSONSchema {
  static let problem = component("Problem", .object(problemMembers))

  /// 422: everything that is wrong with a body.
  static let invalidBody = component(
    "InvalidBody",
    .object(problemMembers.merging(["errors": .array(of: bodyProblem, count: 1...100_000)]) { $1 }))

  /// 409: another number of jobs than the caller expects, or none was said.
  static let otherCount = component(
    "OtherCount",
    .object(
      problemMembers.merging(["count": integer(0 ... .max).described("jobs that it would be done to")]) { $1 }
    ))

  private static let problemMembers: [String: JSONSchema] = [
    "type": string.with("format", "uri-reference").described("about:blank: the status says which kind it is"),
    "title": string.described("the status in words"),
    "status": integer(400...599),
    "detail": string.described("what is wrong here, and what to do about it"),
  ]

  private static let bodyProblem = component(
    "BodyProblem",
    .object(
      [
        "path": string.described("where: $.optimizer.learning_rate"), "message": string,
        "expected": string.described("the nearest thing that would do"), "found": string,
      ], optional: ["expected", "found"]))
}
