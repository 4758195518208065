import Formats
import HTTPServer
import Store
import Tracking

/// What is asked of `/summary`: in a query, or as the body of a POST with the same names.
struct SummaryQuestion {
  /// Keys that one summary may gather by.
  static let mostKeys = 8
  /// Groups of which each two are compared.
  static let mostComparedGroups = 64

  let metric: String
  /// nil for the whole network's.
  let layer: String?
  let keys: [SummaryKey]
  /// Of which jobs, whatever their status.
  let jobs: JobSelection
  /// Of runs that take part.
  let statuses: [Status]
  let take: SummaryTake
  let wantsPairs: Bool

  /// - Throws: ``Problem`` 400 for a query, ``ConfigError`` for a body.
  init(_ request: Request) throws {
    let asked = try Asked(request, lists: ["experiment", "status"])
    metric = try Self.metric(asked)
    layer = try Self.layer(asked)
    keys = try asked.texts("group_by", most: Self.mostKeys, "keys", "what runs are gathered by") { text in
      guard SummaryKey(text) == nil else { return nil }
      let hint =
        Spelling.nearest(to: text, in: SummaryKey.columnNames).map { "; did you mean \"\($0)\"?" } ?? ""
      return ("takes \(Self.expected), not \"\(text)\"\(hint)", "\(Self.expected)\(hint)")
    }.compactMap(SummaryKey.init)
    var jobs = try JobSelection(asked)
    statuses = jobs.status.isEmpty ? [.succeeded] : jobs.status
    // Here it is that of runs: those that ended well take part, though another of their job failed.
    jobs.status = []
    self.jobs = jobs
    take = try asked.choice("take", standard: .last, "which value of each run")
    wantsPairs = try asked.flag("pairs", "whether each two groups are compared")
    try asked.end()
  }

  private static func metric(_ asked: Asked) throws -> String {
    let expected = "one such as test_accuracy or angle"
    switch asked {
    case .query(let query):
      guard let metric = try query.value("metric"), Metric.isName(metric) else {
        throw Asked.problem("metric", "must be \(expected)")
      }
      return metric
    case .body(let reader):
      let metric = reader.text("metric", maxLength: Metric.longestName, "whose value is taken")
      if !metric.isEmpty, !Metric.isName(metric) {
        reader.report(
          "metric", "expected \(expected), found \"\(metric)\"", expected: "a metric's name", found: metric)
      }
      return metric
    }
  }

  private static func layer(_ asked: Asked) throws -> String? {
    let layer = try asked.text("layer", maxLength: Metric.longestLayer, "of which layer")
    if case .query = asked, let layer, !(1...Metric.longestLayer).contains(layer.unicodeScalars.count) {
      throw Asked.problem("layer", "must be one such as fc1, not \"\(layer)\"")
    }
    return layer
  }

  static let schema = JSONSchema.object(
    selectionMembers.merging([
      "metric": .metricName, "layer": .string(1...Metric.longestLayer).with("pattern", #"^[^\u0000]*$"#),
      "group_by": .array(of: .summaryKey, count: 0...mostKeys),
      "take": .words(SummaryTake.allCases.map(\.rawValue)), "pairs": .boolean,
    ]) { $1 }, optional: Set(selectionMembers.keys).union(["layer", "group_by", "take", "pairs"]))

  /// What picks jobs, a list or one value; `status` is that of the runs that take part.
  private static let selectionMembers: [String: JSONSchema] = {
    var members = JSONSchema.selectionMembers
    for (key, one) in ["experiment": JSONSchema.selected, "status": .status] {
      members[key] = members[key].map { .any(of: [one, $0]) }
    }
    return members
  }()

  private static var expected: String {
    SummaryKey.columnNames.joined(separator: ", ")
      + ", config.PATH such as config.optimizer.learning_rate, and tag.KEY"
  }
}
