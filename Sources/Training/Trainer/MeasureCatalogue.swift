import Formats
import Learning

/// All measures that runs record here: a new one is its own file and one line in this list.
package enum MeasureCatalogue {
  /// In the order in which people read them.
  package static let all: [Measure] = [
    .loss,
    .accuracy,
    .trainLoss,
    .trainAccuracy,
    .trainTop5Accuracy,
    .testLoss,
    .testAccuracy,
    .testTop5Accuracy,
    .angle,
    .weightAngle,
    .signalAngle,
    .normRatio,
    .residual,
    .learningRate(of: ParameterGroup.forward),
    .learningRate(of: ParameterGroup.feedback),
    .samplesPerSecond,
  ]

  /// nil for a name that is none of them.
  package static func named(_ name: String) -> Measure? { all.first { $0.name == name } }

  /// The name of the alignment angle.
  package static var alignment: String { Measure.angle.name }

  /// The angles, which are those of single layers that have a chart of their own, of the metrics of a run.
  package static func angles<Value>(in metrics: [String: Value]) -> [String: Value] {
    metrics.filter { name, _ in named(name).map { $0.isPerLayer && $0.drawing.rank != nil } ?? false }
  }

  /// The training speed among the last values of a run's metrics; nil while it is unknown.
  package static func speed(in latest: [String: Double]) -> Double? {
    latest[Measure.samplesPerSecond.name].flatMap { $0.isFinite ? $0 : nil }
  }

  /// What the API serves: `{"measures": [...]}`.
  package static var json: JSONValue { .object(["measures": .array(all.map(\.json))]) }
}

extension Measure {
  /// `unit` is that with cross-entropy; `units` names those with each loss where they differ.
  package var json: JSONValue {
    var units: JSONValue = .null
    if unit == .ofLoss {
      units = .object(
        Dictionary(uniqueKeysWithValues: Loss.allCases.map { ($0.rawValue, .string($0.unit)) }))
    }
    return .object([
      "name": .string(name), "title": .string(title), "summary": .string(summary),
      "unit": unit(with: .cross_entropy).map { .string($0) } ?? .null, "units": units,
      "per_layer": .bool(isPerLayer), "cadence": .string(cadence.rawValue),
      "lowest": Self.bound(bounds.lowerBound), "highest": Self.bound(bounds.upperBound),
      "rank": drawing.rank.map { .number(Double($0)) } ?? .null, "may_log": .bool(drawing.mayLog),
      "mark": drawing.mark.map { .number($0) } ?? .null,
    ])
  }

  private static func bound(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
