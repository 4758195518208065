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

  /// Whether the least value of a metric is its best one; the greatest is of one that is not here.
  package static func isLowBest(_ name: String) -> Bool { named(name)?.better == .lower }

  /// The name of the alignment angle.
  package static var alignment: String { Measure.angle.name }

  /// The angles of single layers among the metrics of a run.
  package static func angles<Value>(in metrics: [String: Value]) -> [String: Value] {
    metrics.filter { name, _ in named(name).map { $0.isPerLayer && $0.unit == .named("degrees") } ?? false }
  }

  /// The name of the training speed.
  package static var speedName: String { Measure.samplesPerSecond.name }

  /// The training speed among the last values of a run's metrics; nil while it is unknown.
  package static func speed(in latest: [String: Double]) -> Double? {
    latest[Measure.samplesPerSecond.name].flatMap { $0.isFinite ? $0 : nil }
  }

  /// What the API serves: `{"measures": [...]}`.
  package static var json: JSONValue { ["measures": .array(all.map(Measure.shape.json))] }

  package static var schema: JSONSchema {
    .component("MeasureCatalogue", .object(["measures": .array(of: Measure.shape.schema)]))
  }
}

extension Measure {
  /// How the API describes a measure.
  fileprivate static let shape = JSONShape<Measure>(
    named: "Measure",
    [
      JSONField("name", .string) { .string($0.name) },
      JSONField("title", .string.described("above a chart")) { .string($0.title) },
      JSONField(
        "label",
        .string.orNull.described("behind a layer's name above a small chart; null where the title is as good")
      ) { $0.drawing.label.map { .string($0) } ?? .null },
      JSONField("summary", .string) { .string($0.summary) },
      JSONField(
        "unit",
        .string.orNull.described("null for a bare number; with cross-entropy where it depends on the loss")
      ) { $0.unit(with: .cross_entropy).map { .string($0) } ?? .null },
      JSONField("units", .map(of: .string).orNull.described("by loss, where the unit depends on it")) {
        guard $0.unit == .ofLoss else { return .null }
        return .object(
          Dictionary(uniqueKeysWithValues: Loss.allCases.map { ($0.rawValue, .string($0.unit)) }))
      },
      JSONField("per_layer", .boolean.described("whether it is of single blocks")) { .bool($0.isPerLayer) },
      JSONField(
        "cadence",
        .words(Cadence.allCases.map(\.rawValue)).described(
          "in every recorded iteration, once per epoch, or as often as a config asks for")
      ) { .string($0.cadence.rawValue) },
      JSONField("lowest", .number.orNull.described("what no value is below; null without a bound")) {
        bound($0.bounds.lowerBound)
      },
      JSONField("highest", .number.orNull.described("what no value is above; null without a bound")) {
        bound($0.bounds.upperBound)
      },
      JSONField(
        "better",
        .words(Measure.Better.allCases.map(\.rawValue)).orNull.described(
          "which of two values is the better one; null where neither is")
      ) { $0.better.map { .string($0.rawValue) } ?? .null },
      JSONField(
        "rank",
        .integer(1 ... .max).orNull.described(
          "its place among the charts that are shown at first; null for none")
      ) { $0.drawing.rank.map { .integer($0) } ?? .null },
      JSONField("may_log", .boolean.described("whether a logarithmic axis says something")) {
        .bool($0.drawing.mayLog)
      },
      JSONField("mark", .number.orNull.described("a value that is marked by a dotted line")) {
        $0.drawing.mark.map { .number($0) } ?? .null
      },
    ])

  private static func bound(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
