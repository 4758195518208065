import Formats
import HTTPServer
import Store
import Tracking
import Training

/// What is asked of the points of runs: in a query, or, where that would be too long, as the body of a POST with the same
/// names. Either takes the keys that its call knows.
struct PointsQuestion {
  /// Runs that one query may name, and one body.
  static let runsPerQuery = 1_000
  static let runsPerBody = 20_000
  /// Metrics that either may name.
  static let mostNames = 100
  /// Bytes of such a body: a cursor of many runs is long.
  static let byteLimit = 8 << 20

  /// Keys beside `runs` and `names`.
  enum Key: String {
    case after, before, from, to, points, seconds, job, experiment
  }

  /// None if they are asked for by `job` or `experiment`.
  var runs: [Int64]
  var names: [String]
  /// What the client has already.
  var after: PointCursor?
  /// The last step that is asked for.
  var before: Int?
  /// Those whose points are wanted.
  var steps = Point.steps
  /// Of each series at most.
  var points: Int?
  /// How long a stream lasts.
  var seconds: Int?
  /// Whose runs are meant, instead of `runs`.
  var filter: RunFilter

  /// - Parameter keys: those that the call knows. With ``Key/job`` or ``Key/experiment`` runs need not be named.
  /// - Throws: ``Problem`` 400 for a query, ``ConfigError`` for a body; ``StoreError/badCursor(_:expected:)``.
  init(_ request: Request, _ keys: Set<Key>) throws {
    let asked = try Asked(request, texts: [Key.after.rawValue])
    func integer(_ key: Key, _ range: ClosedRange<Int>, _ summary: String) throws -> Int? {
      keys.contains(key) ? try asked.integer(key.rawValue, in: range, summary) : nil
    }
    func text(_ key: Key, _ maxLength: Int, _ summary: String) throws -> String? {
      keys.contains(key) ? try asked.text(key.rawValue, maxLength: maxLength, summary) : nil
    }
    filter = RunFilter(
      job: try integer(.job, 1 ... .max, "all runs of this job").map(Int64.init),
      experiment: try text(.experiment, 100, "all runs of this experiment"))
    let isFiltered = filter != RunFilter()
    runs = try Self.runs(asked, isFiltered: isFiltered)
    names = try asked.texts("names", most: Self.mostNames, "metrics", "metrics; all if left out") { name in
      guard !Metric.isName(name) else { return nil }
      let nearest = Metric.nearestName(to: name)
      return (
        "must be metrics such as loss,test_accuracy, not \"\(name)\""
          + (nearest.map { "; try \"\($0)\"" } ?? ""),
        "a metric such as loss" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
      )
    }
    before = try integer(.before, Point.steps, "the last step that is wanted")
    if let bounds = try Self.bounds(
      integer(.from, Point.steps, "the first step that is wanted"),
      integer(.to, Point.steps, "the last step that is wanted"), in: asked)
    {
      steps = bounds
    }
    points = try integer(.points, Self.points, "how many of each series at most")
    seconds = try integer(.seconds, Self.seconds, "how long it lasts")
    let cursor = try text(.after, Self.byteLimit, "a step, or the next of an earlier answer")
    if isFiltered, asked.has("runs") { try Self.refuseBoth(asked) }
    try asked.end()
    after = try cursor.map { try PointCursor($0) }
  }

  /// - Returns: nil where neither is given, and for a body in which they exclude each other, which is reported.
  private static func bounds(_ from: Int?, _ to: Int?, in asked: Asked) throws -> ClosedRange<Int>? {
    let (first, last) = (from ?? Point.steps.lowerBound, to ?? Point.steps.upperBound)
    if first <= last { return first...last }
    switch asked {
    case .query: throw Asked.problem("to", "must be at least its \"from\", \(first)")
    case .body(let reader):
      reader.report(
        "to", "expected a step of at least \"from\", found \(last)",
        expected: "an integer of at least \(first)",
        found: "\(last)")
      return nil
    }
  }

  /// Runs beside a filter.
  private static func refuseBoth(_ asked: Asked) throws {
    switch asked {
    case .query:
      throw Problem(
        status: 400,
        detail: "The query has \"runs\" and, beside it, \"job\" or \"experiment\"; leave one of them out.")
    case .body(let reader):
      reader.report(
        "runs", "beside \"job\" or \"experiment\" there can be no \"runs\"; leave one of them out",
        expected: nil, found: nil)
    }
  }

  // MARK: Runs

  /// - Parameter isFiltered: whether they need not be named.
  private static func runs(_ asked: Asked, isFiltered: Bool) throws -> [Int64] {
    switch asked {
    case .query(let query): isFiltered ? [] : try runs(in: query)
    case .body(let reader):
      reader.integers(
        "runs", standard: isFiltered ? [] : nil, in: 1 ... .max, count: 1...runsPerBody, "ids of runs"
      ).map(Int64.init)
    }
  }

  /// `runs=1,2,10-20`, at least one.
  private static func runs(in query: Query) throws -> [Int64] {
    let ranges = try query.list("runs").map(range)
    // Counted before they are written out: a range may be of any length.
    let count = ranges.reduce(0) { min($0 + $1.count, Int(Int32.max)) }
    guard (1...runsPerQuery).contains(count) else {
      let twin =
        count > runsPerQuery
        ? "; POST the same to the same path, {\"runs\": [1, 2]}, for up to \(runsPerBody)" : ""
      throw Asked.problem(
        "runs", "must name 1 to \(runsPerQuery) runs, as in runs=1,2,10-20; it names \(count)\(twin)")
    }
    return ranges.flatMap { $0.map(Int64.init) }
  }

  /// `7` or `10-20`.
  private static func range(_ text: String) throws(Problem) -> ClosedRange<Int> {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
    guard let first = ends[0], let last = ends[ends.count - 1], first >= 1, first <= last, last < .max else {
      throw Asked.problem(
        "runs",
        "must be ids, whole numbers from 1 with commas between them, or ranges such as 10-20, not \"\(text)\""
      )
    }
    return first...last
  }

  // MARK: Its schema

  /// The body, as the API document has it. Which keys may be left out is the call's to say.
  static func schema(_ keys: Set<Key>) -> JSONSchema {
    var members: [String: JSONSchema] = [
      "runs": .array(of: .id, count: 1...runsPerBody).described(
        "ids" + (keys.contains(.job) ? "; in their place all runs of a `job` or an `experiment`" : "")),
      "names": .array(of: .metricName, count: 0...mostNames).described("metrics; all if left out"),
    ]
    if keys.contains(.after) {
      members["after"] = JSONSchema.any(of: [
        .cursor, .integer(-999_999_999_999_999_999...999_999_999_999_999_999),
      ])
      .described("a step, or the `next` of an earlier answer")
    }
    if keys.contains(.before) {
      members["before"] = .integer(Point.steps).described("the last step that is wanted")
    }
    if keys.contains(.from) {
      members["from"] = .integer(Point.steps).described("the first step that is wanted")
    }
    if keys.contains(.to) { members["to"] = .integer(Point.steps).described("the last step that is wanted") }
    if keys.contains(.points) { members["points"] = .integer(points) }
    if keys.contains(.seconds) { members["seconds"] = .integer(seconds) }
    if keys.contains(.job) { members["job"] = .id }
    if keys.contains(.experiment) {
      members["experiment"] = .string(1...100).with("pattern", #"^[^\u0000]*$"#)
    }
    return .object(
      members, optional: Set(members.keys).subtracting(keys.contains(.job) ? [] : ["runs"]))
  }

  static let points = Store.fewestPoints...Store.pointsPerPage
  /// Of a stream at most.
  static let seconds = 1...86_400
}
