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
    case after, points, seconds, job, experiment
  }

  /// None if they are asked for by `job` or `experiment`.
  var runs: [Int64]
  var names: [String]
  /// What the client has already.
  var after: PointCursor?
  /// Of each series at most.
  var points: Int?
  /// How long a stream lasts.
  var seconds: Int?
  /// Whose runs are meant, instead of `runs`.
  var filter: RunFilter

  /// - Parameter keys: those that the call knows. With ``Key/job`` or ``Key/experiment`` runs need not be named.
  /// - Throws: ``Problem`` 400 for a query, ``ConfigError`` for a body; ``StoreError/badCursor(_:expected:)``.
  init(_ request: Request, _ keys: Set<Key>) throws {
    self =
      try request.method == .post
      ? PointsQuestion(body: JSONValue(parsing: request.body), keys)
      : PointsQuestion(query: request.query, keys)
  }

  private init(query: Query, _ keys: Set<Key>) throws {
    func has(_ key: Key) -> Bool { keys.contains(key) }
    names = try Workbench.names(in: query)
    after = try has(.after) ? query.value("after").map { try PointCursor($0) } : nil
    points = try has(.points) ? query.integer("points", in: Self.points) : nil
    seconds = try has(.seconds) ? query.integer("seconds", in: Self.seconds) : nil
    filter = RunFilter(
      job: try has(.job) ? query.integer("job", in: 1 ... .max).map(Int64.init) : nil,
      experiment: try has(.experiment) ? query.value("experiment") : nil)
    if filter == RunFilter() {
      runs = try Workbench.runs(in: query)
    } else {
      runs = []
      guard try query.value("runs") == nil else {
        throw Problem(
          status: 400,
          detail: "The query has \"runs\" and, beside it, \"job\" or \"experiment\"; leave one of them out.")
      }
    }
  }

  private init(body: JSONValue, _ keys: Set<Key>) throws {
    var body = body
    // A step may be a number, as it is in other places.
    if case .object(var members) = body, case .integer(let step)? = members["after"] {
      members["after"] = .string("\(step)")
      body = .object(members)
    }
    let reader = ConfigReader(body)
    func integer(_ key: Key, _ range: ClosedRange<Int>, _ summary: String) -> Int? {
      keys.contains(key) ? reader.optionalInteger(key.rawValue, in: range, summary) : nil
    }
    func text(_ key: Key, _ maxLength: Int, _ summary: String) -> String? {
      keys.contains(key) ? reader.optionalText(key.rawValue, maxLength: maxLength, summary) : nil
    }
    filter = RunFilter(
      job: integer(.job, 1 ... .max, "all runs of this job").map(Int64.init),
      experiment: text(.experiment, 100, "all runs of this experiment"))
    let isFiltered = filter != RunFilter()
    runs = reader.integers(
      "runs", standard: isFiltered ? [] : nil, in: 1 ... .max, count: 1...Self.runsPerBody,
      "ids of runs"
    ).map(Int64.init)
    names = reader.texts("names", count: 0...Self.mostNames, "metrics; all if left out") { name in
      Metric.isName(name) ? nil : "a metric such as loss\(Self.hint(name))"
    }
    points = integer(.points, Self.points, "how many of each series at most")
    seconds = integer(.seconds, Self.seconds, "how long it lasts")
    let cursor = text(.after, Self.byteLimit, "a step, or the next of an earlier answer")
    if isFiltered, body["runs"] != nil {
      reader.report(
        "runs", "beside \"job\" or \"experiment\" there can be no \"runs\"; leave one of them out",
        expected: nil,
        found: nil)
    }
    reader.reportUnknownKeys()
    try reader.throwProblems()
    after = try cursor.map { try PointCursor($0) }
  }

  /// The body, as the API document has it. Which keys may be left out is the call's to say.
  static func schema(_ keys: Set<Key>) -> Schema {
    var members: [String: Schema] = [
      "runs": .array(of: .id, count: 1...runsPerBody).described(
        "ids" + (keys.contains(.job) ? "; in their place all runs of a `job` or an `experiment`" : "")),
      "names": .array(of: .metricName, count: 0...mostNames).described("metrics; all if left out"),
    ]
    if keys.contains(.after) {
      members["after"] = Schema.any(of: [.cursor, .integer(0...999_999_999_999_999_999)])
        .described("a step, or the `next` of an earlier answer")
    }
    if keys.contains(.points) { members["points"] = .integer(points) }
    if keys.contains(.seconds) { members["seconds"] = .integer(seconds) }
    if keys.contains(.job) { members["job"] = .id }
    if keys.contains(.experiment) {
      members["experiment"] = .string(1...100).with("pattern", #"^[^\u0000]*$"#)
    }
    return .object(
      members, optional: Set(members.keys).subtracting(keys.contains(.job) ? [] : ["runs"]))
  }

  /// `; did you mean …` for a metric that is none.
  static func hint(_ name: String) -> String {
    Metric.nearestName(to: name).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  static let points = Store.fewestPoints...Store.pointsPerPage
  /// Of a stream at most.
  static let seconds = 1...86_400
}
