import Formats
import Store

/// What more than one call takes.
extension Parameter {
  static let status = query("status", .status, "only those of this status")
  static let experiment = query("experiment", .text, "only those of this experiment")
  static let tag = query(
    "tag", .string(matching: #"^[^:\u0000]*:[^\u0000]*$"#),
    "key:value; only those that carry this tag, whichever of several colons is the one between",
    example: "who:me")
  static let limit = query(
    "limit",
    .integer(1...Page<JobRecord>.maximumLimit).with("default", .integer(Page<JobRecord>.defaultLimit)),
    "how many at most")
  static let after = query("after", .string(matching: "^[0-9]{1,18}$"), "the `next` of the page before")

  /// `runs=1,2,10-20`.
  static let runs = query(
    "runs", .listedRuns, "ids of runs or ranges of them such as 10-20, with commas between", isRequired: true,
    example: [1])

  /// `names=loss,angle`.
  static let names = query(
    "names", .array(of: .listedName, count: 0...PointsQuestion.mostNames),
    "metrics, with commas between them; all if left out or empty", example: ["loss", "angle"])
}
