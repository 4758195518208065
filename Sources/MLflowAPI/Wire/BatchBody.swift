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
  /// What the keys of this batch stand for: most come many times.
  private var metrics: [String: Metric] = [:]

  /// - Parameter layered: names of the measures that have layers.
  /// - Throws: ``MLflowError``.
  init(parsing body: Data, layered: Set<String>) throws {
    self.layered = layered
    do {
      try body.withUnsafeBytes { bytes in
        var scanner = JSONScanner(bytes)
        try scanner.object("an object") { scanner, key in try read(key, &scanner) }
        guard scanner.isAtEnd() else { throw scanner.trouble("nothing behind the object") }
      }
    } catch let trouble as JSONScanner.Trouble {
      throw MLflowError.invalid(
        "The body is not as it should be: expected \(trouble.expected), found \(trouble.found).")
    }
    try checkCounts()
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
    if scanner.takeNull() { return }
    switch key {
    case "run_id": runID = try scanner.string("a text")
    case "run_uuid": if let text = Optional(try scanner.string("a text")), runID == nil { runID = text }
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
    var (name, value, time, step) = (String?.none, Double?.none, Int?.none, 0)
    var (model, dataset, digest) = (String?.none, String?.none, String?.none)
    try scanner.object("a metric") { scanner, key in
      if scanner.takeNull() { return }
      switch key {
      case "key": name = try scanner.string("a text")
      case "value": value = try Self.number(&scanner)
      case "timestamp": time = try Self.integer(&scanner)
      case "step": step = try Self.integer(&scanner)
      case "model_id": model = try scanner.string("a text")
      case "dataset_name": dataset = try scanner.string("a text")
      case "dataset_digest": digest = try scanner.string("a text")
      default: try scanner.skipValue()
      }
    }
    guard let name else {
      throw MLflowError.invalid("Missing value for required parameter 'key' of a metric.")
    }
    guard let value else {
      throw MLflowError.invalid("Missing value for required parameter 'value' of '\(name)'.")
    }
    guard let time else {
      throw MLflowError.invalid("Missing value for required parameter 'timestamp' of '\(name)'.")
    }
    let point = LoggedPoint(
      try metric(name), step: step, value: value, at: try MLflowTracking.checked(time: time))
    batch.points.append(point)
    if let model, !model.isEmpty {
      // The run may come behind the metrics.
      batch.modelMetrics[model, default: []].append(
        LoggedModelMetric(point: point, run: "", datasetName: dataset, datasetDigest: digest))
    }
  }

  private mutating func metric(_ key: String) throws -> Metric {
    if let known = metrics[key] { return known }
    try Names.check(key, of: "metric")
    let metric = Metric(key: key, layered: layered)
    metrics[key] = metric
    return metric
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

  private static func integer(_ scanner: inout JSONScanner) throws -> Int {
    guard scanner.isAtString() else { return try scanner.integer() }
    let text = try scanner.string("a whole number")
    guard let number = Int(text) else {
      throw JSONScanner.Trouble(expected: "a whole number", found: "\"\(text)\"")
    }
    return number
  }

  private static func number(_ scanner: inout JSONScanner) throws -> Double {
    guard scanner.isAtString() else { return try scanner.numberOrNull() }
    let text = try scanner.string("a number")
    guard let number = Fields.number(text) else {
      throw JSONScanner.Trouble(expected: "a number", found: "\"\(text)\"")
    }
    return number
  }

  private mutating func checkCounts() throws {
    let (points, params, tags) = (batch.points.count, batch.params.count, batch.tags.count)
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
