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
