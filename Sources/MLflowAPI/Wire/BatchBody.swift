import Formats
import Foundation
import Store
import Tracking

/// The body of `runs/log-batch`, read without a tree: a thousand points take less than a millisecond.
struct BatchBody {
  static let (mostMetrics, mostParams, mostTags, most) = (1_000, 100, 100, 1_000)

  private(set) var batch = LoggedBatch()
  private var runID: String?
  private let layered: Set<String>
  /// Which columns the keys of this batch are: most come many times.
  private var places: [String: Int] = [:]

  /// - Parameter layered: names of the measures that have layers.
  /// - Throws: ``MLflowError``.
  init(parsing body: Data, layered: Set<String>) throws {
    self.layered = layered
    try parse(body) { batch, scanner, key in try batch.read(key, &scanner) }
    try checkCounts()
  }

  /// The body of `runs/log-metric`, which is a metric with its run.
  init(metric body: Data, layered: Set<String>) throws {
    self.layered = layered
    var fields = MetricFields()
    try parse(body) { batch, scanner, key in
      if try !batch.readRun(key, &scanner) { try fields.read(key, &scanner) }
    }
    try add(fields)
    try checkCounts()
  }

  private mutating func parse(
    _ body: Data, _ read: (inout BatchBody, inout JSONScanner, String) throws -> Void
  ) throws {
    do {
      try body.withUnsafeBytes { bytes in
        var scanner = JSONScanner(bytes)
        try scanner.object("an object") { scanner, key in try read(&self, &scanner, key) }
        guard scanner.isAtEnd() else { throw scanner.trouble("nothing behind the object") }
      }
    } catch let trouble as JSONScanner.Trouble {
      throw MLflowError.invalid(
        "The body is not as it should be: expected \(trouble.expected), found \(trouble.found).")
    }
  }

  /// - Returns: whether the key is one of the run's.
  private mutating func readRun(_ key: String, _ scanner: inout JSONScanner) throws -> Bool {
    guard key == "run_id" || key == "run_uuid" else { return false }
    if scanner.takeNull() { return true }
    let text = try scanner.string("a text")
    // The newer name wins, wherever it stands.
    if key == "run_id" || runID == nil { runID = text }
    return true
  }

  var run: Int64 {
    get throws {
      guard let runID, !runID.isEmpty else {
        throw MLflowError.invalid("Missing value for required parameter 'run_id'.")
      }
      guard let id = RunSearch.run(runID) else { throw MLflowError(.noSuchRun(runID)) }
      return id
    }
  }

  private mutating func read(_ key: String, _ scanner: inout JSONScanner) throws {
    if try readRun(key, &scanner) || scanner.takeNull() { return }
    switch key {
    case "metrics": try scanner.array("a list of metrics") { try readMetric(&$0) }
    case "params":
      try scanner.array("a list of params") { scanner in
        batch.params.append(try Self.pair(&scanner, "param", longest: Names.longestParam))
      }
    case "tags":
      try scanner.array("a list of tags") { scanner in
        batch.tags.append(try Self.pair(&scanner, "tag", longest: Names.longestTag))
      }
    default: try scanner.skipValue()
    }
  }

  private mutating func readMetric(_ scanner: inout JSONScanner) throws {
    var fields = MetricFields()
    try scanner.object("a metric") { scanner, key in try fields.read(key, &scanner) }
    try add(fields)
  }

  private mutating func add(_ fields: MetricFields) throws {
    let place = try place(of: fields.name ?? "")
    let point = try fields.point()
    batch.columns[place].append(step: point.step, value: point.value, at: point.at)
    if let model = fields.model, !model.isEmpty {
      // The run may come behind the metrics.
      batch.modelMetrics[model, default: []].append(
        LoggedModelMetric(
          point: LoggedPoint(batch.columns[place].metric, step: point.step, value: point.value, at: point.at),
          run: "", datasetName: fields.datasetName, datasetDigest: fields.datasetDigest))
    }
  }

  /// Which column the points of a key are.
  private mutating func place(of key: String) throws -> Int {
    if let known = places[key] { return known }
    guard !key.isEmpty else {
      throw MLflowError.invalid("Missing value for required parameter 'key' of a metric.")
    }
    try Names.check(key, of: "metric")
    let place = batch.columns.count
    batch.columns.append(LoggedColumn(Metric(key: key, layered: layered)))
    places[key] = place
    return place
  }

  private static func pair(
    _ scanner: inout JSONScanner, _ kind: String, longest: Int
  ) throws -> LoggedText {
    var (name, value) = (String?.none, "")
    try scanner.object("a \(kind)") { scanner, key in
      if scanner.takeNull() { return }
      switch key {
      case "key": name = try scanner.string("a text")
      case "value": value = try scanner.string("a text")
      default: try scanner.skipValue()
      }
    }
    guard let name else {
      throw MLflowError.invalid("Missing value for required parameter 'key' of a \(kind).")
    }
    try Names.check(name, of: kind)
    try Names.checkText(value, of: name)
    return LoggedText(name, Names.cut(value, to: longest))
  }

  private mutating func checkCounts() throws {
    let (points, params, tags) = (batch.pointCount, batch.params.count, batch.tags.count)
    for (what, count, limit) in [
      ("metrics", points, Self.mostMetrics), ("params", params, Self.mostParams),
      ("tags", tags, Self.mostTags),
      ("entities", points + params + tags, Self.most),
    ] where count > limit {
      throw MLflowError.invalid("A batch may have \(limit) \(what) at most, found \(count); send some later.")
    }
    for model in batch.modelMetrics.keys {
      batch.modelMetrics[model] = batch.modelMetrics[model]?.map { metric in
        var metric = metric
        metric.run = runID ?? ""
        return metric
      }
    }
    // The name of a run is no tag of its own.
    if let name = batch.tags.last(where: { $0.key == RunSearch.nameTag }) {
      batch.name = Names.cut(name.value, to: Names.longestRun)
      batch.tags.removeAll { $0.key == RunSearch.nameTag }
    }
  }
}
