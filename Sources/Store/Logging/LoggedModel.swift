import Formats
import Foundation
import Tracking

/// A model as somebody logged it: what was told of it. Its files are artifacts.
package struct LoggedModel: Sendable, Equatable, Identifiable {
  /// `m-` and 32 hexadecimal digits.
  package var id: String
  package var experiment: Int64
  /// The run that it came out of.
  package var run: Int64?
  package var name: String
  /// Milliseconds since 1970.
  package var createdAt: Int
  package var updatedAt: Int
  /// A word of the protocol's, such as `LOGGED_MODEL_READY`.
  package var status: String
  package var type: String?
  package var params: [LoggedText]
  package var tags: [LoggedText]
  /// In the order in which they came.
  package var metrics: [LoggedModelMetric]
  /// Where the artifacts of its experiment are.
  package var artifactRoot: String

  package init(
    id: String, experiment: Int64, run: Int64?, name: String, createdAt: Int = 0, status: String,
    type: String?,
    params: [LoggedText], tags: [LoggedText]
  ) {
    self.id = id
    self.experiment = experiment
    self.run = run
    self.name = name
    self.createdAt = createdAt
    updatedAt = createdAt
    self.status = status
    self.type = type
    self.params = params
    self.tags = tags
    metrics = []
    artifactRoot = ""
  }
}

extension LoggedModel {
  /// An id that no other model has.
  package static func newID() -> String {
    "m-"
      + (0..<2).map { _ in
        let half = String(UInt64.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 16 - half.count) + half
      }.joined()
  }
}

/// A value that somebody measured of a model.
package struct LoggedModelMetric: Sendable, Equatable {
  package var point: LoggedPoint
  /// The run that measured it, as the client calls it.
  package var run: String
  package var datasetName: String?
  package var datasetDigest: String?

  package init(point: LoggedPoint, run: String, datasetName: String?, datasetDigest: String?) {
    self.point = point
    self.run = run
    self.datasetName = datasetName
    self.datasetDigest = datasetDigest
  }
}

/// As the column `document` has it.
extension LoggedModel {
  var document: JSONValue {
    [
      "status": .string(status), "type": type.map { .string($0) } ?? .null, "params": Self.json(params),
      "tags": Self.json(tags), "metrics": .array(metrics.map(\.json)),
    ]
  }

  mutating func read(_ document: JSONValue) {
    status = document["status"]?.string ?? ""
    type = document["type"]?.string
    params = Self.pairs(document["params"])
    tags = Self.pairs(document["tags"])
    metrics = (document["metrics"]?.array ?? []).compactMap(LoggedModelMetric.init)
  }

  private static func json(_ pairs: [LoggedText]) -> JSONValue {
    .array(pairs.map { .array([.string($0.key), .string($0.value)]) })
  }

  private static func pairs(_ value: JSONValue?) -> [LoggedText] {
    (value?.array ?? []).compactMap { pair in
      guard let both = pair.array, both.count == 2, let key = both[0].string, let value = both[1].string
      else {
        return nil
      }
      return LoggedText(key, value)
    }
  }
}

extension LoggedModelMetric {
  fileprivate var json: JSONValue {
    [
      "name": .string(point.metric.name), "layer": point.metric.layer.map { .string($0) } ?? .null,
      "step": .integer(point.step), "at": .integer(point.at), "value": .number(point.value),
      "run": .string(run), "dataset_name": datasetName.map { .string($0) } ?? .null,
      "dataset_digest": datasetDigest.map { .string($0) } ?? .null,
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let step = json["step"]?.integer, let at = json["at"]?.integer,
      let run = json["run"]?.string
    else { return nil }
    self.init(
      point: LoggedPoint(
        .init(name, layer: json["layer"]?.string), step: step, value: json["value"]?.double ?? .nan, at: at),
      run: run, datasetName: json["dataset_name"]?.string, datasetDigest: json["dataset_digest"]?.string)
  }
}
