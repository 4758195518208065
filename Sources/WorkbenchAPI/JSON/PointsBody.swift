import Files
import Formats
import Foundation
import Store
import Tracking
import Training

/// The body of a POST to `/runs/{id}/metrics`:
///
///     {"batch": "steps 1 to 3", "series": [
///       {"name": "loss", "layer": null, "unit": "nats", "steps": [1, 2, 3], "values": [2.3, null, 1.9]}]}
struct PointsBody {
  /// Points of one body at most.
  static let pointLimit = 100_000
  static let seriesLimit = 1_000
  /// 64 bytes for each point and some for the names, more than any number needs.
  static let byteLimit = pointLimit * 64 + (1 << 20)
  static let longestBatch = 200

  /// What a worker shows with points of a run that it has from this server.
  struct Lease {
    var worker: String
    var attempt: Int
    /// The run's last finished iteration.
    var step: Int
  }

  private(set) var batch: PointColumns.BatchName?
  private(set) var lease: Lease?
  private(set) var columns: [PointColumns] = []

  /// - Throws: ``ConfigError`` with the place where the text stops being what it should be, or else with everything
  ///   that is wrong with what it says.
  init(parsing body: Data) throws {
    try body.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      var name: String?
      var isComplete = false
      try Self.at("$") {
        try scanner.object("an object") { scanner, key in
          switch key {
          case "batch" where name == nil:
            name = try Self.at("$.batch") { scanner.takeNull() ? nil : try scanner.string("a string") }
          case "lease" where lease == nil: lease = try Self.at("$.lease") { try Self.readLease(&scanner) }
          case "series" where !isComplete:
            isComplete = true
            try Self.at("$.series") { try readSeries(&scanner) }
          default: throw Self.unexpected(key, at: "$", of: ["batch", "lease", "series"])
          }
        }
        guard scanner.isAtEnd() else { throw scanner.trouble("nothing behind the object") }
      }
      if !isComplete { throw Self.missing("$.series", "a list of series") }
      var checksum = CRC32()
      checksum.add(bytes)
      batch = name.map { PointColumns.BatchName($0, checksum: checksum.value) }
    }
    let problems = self.problems
    if !problems.isEmpty { throw ConfigError(problems) }
  }

  private static func readLease(_ scanner: inout JSONScanner) throws -> Lease {
    var worker: String?
    var (attempt, step): (Int?, Int?)
    try scanner.object("an object") { scanner, key in
      try at("$.lease.\(key)") {
        switch key {
        case "worker" where worker == nil: worker = try scanner.string("a string")
        case "attempt" where attempt == nil: attempt = try scanner.integer()
        case "step" where step == nil: step = try scanner.integer()
        default: throw unexpected(key, at: "$.lease", of: ["worker", "attempt", "step"])
        }
      }
    }
    guard let worker else { throw missing("$.lease.worker", "a string") }
    guard let attempt else { throw missing("$.lease.attempt", "an integer of at least 1") }
    guard let step else { throw missing("$.lease.step", "an integer of at least 0") }
    return Lease(worker: worker, attempt: attempt, step: step)
  }

  private mutating func readSeries(_ scanner: inout JSONScanner) throws {
    try scanner.array("a list of series") { scanner in
      let path = "$.series[\(columns.count)]"
      guard columns.count < Self.seriesLimit else {
        throw ConfigError([
          ConfigProblem(
            path: "$.series", message: "has more than \(Self.seriesLimit) series; send some later")
        ])
      }
      columns.append(try Self.at(path) { try Self.readColumns(&scanner, path: path) })
    }
  }

  private static func readColumns(_ scanner: inout JSONScanner, path: String) throws -> PointColumns {
    var name: String?
    var (layer, unit): (String?, String?)
    var steps: [Int]?
    var values: [Double]?
    var times: [Int]?
    try scanner.object("an object") { scanner, key in
      try at("\(path).\(key)") {
        switch key {
        case "name" where name == nil: name = try scanner.string("a string")
        case "layer" where layer == nil:
          layer = scanner.takeNull() ? nil : try scanner.string("a string or null")
        case "unit" where unit == nil:
          unit = scanner.takeNull() ? nil : try scanner.string("a string or null")
        case "steps" where steps == nil:
          steps = try list(&scanner, "a list of integers", "\(path).steps") { try $0.integer() }
        case "values" where values == nil:
          values = try list(&scanner, "a list of numbers", "\(path).values") { try $0.numberOrNull() }
        case "times" where times == nil:
          let isNothing = scanner.takeNull()
          times =
            isNothing
            ? nil : try list(&scanner, "a list of integers or null", "\(path).times") { try $0.integer() }
        default: throw unexpected(key, at: path, of: ["name", "layer", "unit", "steps", "values", "times"])
        }
      }
    }
    guard let name else { throw missing("\(path).name", "a string") }
    guard let steps else { throw missing("\(path).steps", "a list of integers") }
    guard let values else { throw missing("\(path).values", "a list of numbers") }
    return PointColumns(Metric(name, layer: layer, unit: unit), steps: steps, values: values, times: times)
  }

  @inline(__always)
  private static func list<Number>(
    _ scanner: inout JSONScanner, _ expected: String, _ path: String,
    _ read: (inout JSONScanner) throws -> Number
  ) throws -> [Number] {
    var numbers: [Number] = []
    var isInside = false
    do {
      try scanner.array(expected) {
        isInside = true
        numbers.append(try read(&$0))
      }
    } catch let trouble as JSONScanner.Trouble {
      throw problem(trouble, at: isInside ? "\(path)[\(numbers.count)]" : path)
    }
    return numbers
  }

  // MARK: Its schema

  static let schema = JSONSchema.component(
    "PointBatch",
    .object(
      [
        "batch": .string(1...longestBatch).orNull.described("a name: the same body under it is taken once"),
        "lease": leaseSchema.described("of a worker that trains a run of this server"),
        "series": .array(of: columnsSchema, count: 0...seriesLimit),
      ], optional: ["batch", "lease"]))

  private static let leaseSchema = JSONSchema.object([
    "worker": .string(matching: LeaseKey.namePattern), "attempt": .integer(1 ... .max),
    "step": .integer(0...Point.steps.upperBound).described("the run's last finished iteration"),
  ])

  private static let columnsSchema = JSONSchema.component(
    "Columns",
    .object(
      [
        "name": .metricName, "layer": .string(matching: "^[A-Za-z0-9._-]{1,64}$").orNull,
        "unit": .string(1...Metric.longestLayer).with("pattern", #"^[^\u0000-\u001f\u007f-\u009f]*$"#).orNull,
        "steps": .array(of: .integer(Point.steps), count: 0...pointLimit),
        "values": .array(of: .number.orNull, count: 0...pointLimit)
          .described("as many as steps; null for a NaN"),
        "times": .array(of: .integer(Point.times), count: 0...pointLimit).orNull
          .described("as many as steps, milliseconds since 1970; when the points came if left out"),
      ], optional: ["layer", "unit", "times"]))

  // MARK: Problems

  /// Everything that is wrong with the names and numbers, one of a kind for each series.
  private var problems: [ConfigProblem] {
    var problems: [ConfigProblem] = []
    let count = columns.reduce(0) { $0 + $1.steps.count }
    if count > Self.pointLimit {
      problems.append(
        ConfigProblem(
          path: "$.series", message: "has \(count) points; send at most \(Self.pointLimit) at a time",
          expected: "at most \(Self.pointLimit) points", found: "\(count)"))
    }
    if let batch, !(1...Self.longestBatch).contains(batch.text.count) {
      let expected = "a string of 1 to \(Self.longestBatch) characters"
      problems.append(ConfigProblem(path: "$.batch", message: "expected \(expected)", expected: expected))
    }
    if let lease {
      if !LeaseKey.isName(lease.worker) {
        problems.append(
          ConfigProblem(path: "$.lease.worker", message: "expected \(LeaseQuestion.nameRule)", expected: nil))
      }
      if lease.attempt < 1 || !(0...Point.steps.upperBound).contains(lease.step) {
        problems.append(
          ConfigProblem(
            path: "$.lease", message: "expected an attempt from 1 and a step from 0 to 2^53", expected: nil))
      }
    }
    for (index, column) in columns.enumerated() {
      problems += column.problems(at: "$.series[\(index)]")
    }
    return problems
  }

  /// Gives what is wrong in `body` its path.
  private static func at<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let trouble as JSONScanner.Trouble {
      throw problem(trouble, at: path)
    }
  }

  private static func problem(_ trouble: JSONScanner.Trouble, at path: String) -> ConfigError {
    let isSpecial = ["NaN", "Inf", "-Inf", "nan", "inf"].contains { trouble.found.hasPrefix($0) }
    let hint = isSpecial && trouble.expected.hasSuffix("null") ? "; JSON has no word for it: write null" : ""
    return ConfigError([
      ConfigProblem(
        path: path, message: "expected \(trouble.expected), found \(trouble.found)\(hint)",
        expected: trouble.expected, found: trouble.found)
    ])
  }

  private static func missing(_ path: String, _ expected: String) -> ConfigError {
    ConfigError([
      ConfigProblem(path: path, message: "is missing; expected \(expected)", expected: expected)
    ])
  }

  private static func unexpected(_ key: String, at path: String, of known: [String]) -> ConfigError {
    let word = known.contains(key) ? "key \"\(key)\" comes twice" : "unknown key \"\(key)\""
    return ConfigError([
      ConfigProblem(
        path: "\(path).\(key)", message: "\(word). Known keys here: \(known.joined(separator: ", "))",
        expected: known.joined(separator: ", "), found: key)
    ])
  }
}

extension PointColumns {
  /// What is wrong with a series that came from outside, each with its path and the nearest value that would do.
  func problems(at path: String) -> [ConfigProblem] {
    var problems: [ConfigProblem] = []
    func report(_ key: String, _ expected: String, found: String, hint: String? = nil) {
      let hint = hint.map { "; try \"\($0)\"" } ?? ""
      problems.append(
        ConfigProblem(
          path: "\(path).\(key)", message: "expected \(expected), found \(found)\(hint)", expected: expected,
          found: found))
    }
    if !Metric.isName(metric.name) {
      report(
        "name", Metric.nameRule,
        found: JSONValue.string(metric.name).description, hint: Metric.nearestName(to: metric.name))
    }
    if let layer = metric.layer, !Metric.isLayer(layer) {
      report(
        "layer", "1 to \(Metric.longestLayer) letters, digits, dots, hyphens and underscores",
        found: JSONValue.string(layer).description)
    }
    if let unit = metric.unit, !Metric.isUnit(unit) {
      report(
        "unit", "1 to \(Metric.longestLayer) characters that can be printed",
        found: JSONValue.string(unit).description)
    }
    if steps.count != values.count {
      report("values", "as many as steps, \(steps.count)", found: "\(values.count)")
    }
    if let times {
      if times.count != steps.count {
        report("times", "as many as steps, \(steps.count)", found: "\(times.count)")
      }
      if let index = times.firstIndex(where: { !Point.times.contains($0) }) {
        report("times[\(index)]", "milliseconds since 1970, at most 2^53", found: "\(times[index])")
      }
    }
    if let index = steps.firstIndex(where: { !Point.steps.contains($0) }) {
      report("steps[\(index)]", "an integer from -2^53 to 2^53", found: "\(steps[index])", hint: nil)
    }
    return problems
  }
}
