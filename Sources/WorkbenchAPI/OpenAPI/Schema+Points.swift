import Formats
import Store
import Tracking
import Training

/// Points, as ``PointsJSON`` writes and ``PointsBody`` reads them.
extension Schema {
  static let pointPage = component(
    "PointPage",
    .object([
      "series": array(of: series), "next": string.described("the `after` that goes on from here"),
      "partial": boolean.described("whether points were left out: go on with `next`"), "reduced": boolean,
    ]))

  private static let series = component(
    "Series",
    .object(
      [
        "run": id, "attempt": integer(1 ... .max), "name": string, "layer": string.orNull,
        "unit": string.orNull,
        "reduced": boolean.described(
          "whether a point stands for several, with their mean, minimum and maximum"),
        "steps": array(of: integer(1...Point.steps.upperBound)).described(
          "rising; in stored points those that changed since `after` come first"), "values": values,
        "min": values, "max": values,
        "nulls": array(of: integer(0 ... .max)).described("how many of a point's values are null"),
        "anew": boolean.described(
          "true where a point has changed that was given before: this is all of the series, in its place"),
      ], optional: ["min", "max", "nulls", "anew"]))

  private static let values = array(of: number.orNull)

  /// As ``MeasureCatalogue`` writes it.
  static let measureCatalogue = component(
    "MeasureCatalogue",
    .object([
      "measures": array(
        of: component(
          "Measure",
          .object([
            "name": string, "title": string.described("above a chart"), "summary": string,
            "unit": string.orNull.described(
              "null for a bare number; with cross-entropy where it depends on the loss"),
            "units": map(of: string).orNull.described("by loss, where the unit depends on it"),
            "per_layer": boolean.described("whether it is of single blocks"),
            "cadence": words(["iteration", "epoch", "request"]).described(
              "in every recorded iteration, once per epoch, or as often as a config asks for"),
            "lowest": number.orNull.described("what no value is below; null without a bound"),
            "highest": number.orNull.described("what no value is above; null without a bound"),
            "rank": integer(1 ... .max).orNull.described(
              "its place among the charts that are shown at first; null for none"),
            "may_log": boolean.described("whether a logarithmic axis says something"),
            "mark": number.orNull.described("a value that is marked by a dotted line"),
          ])))
    ]))

  /// One event of the stream, field by field.
  static let serverEvent = component(
    "ServerEvent",
    .object(
      [
        "event": words(["points", "status"]),
        "data": string.described(
          "JSON: a PointPage, or of a run `run`, `job`, `status`, `attempt`, `step`, `steps`, `message` and `deleted`"
        ),
        "id": string.described("of `points`: what `Last-Event-ID` or `after` goes on from"),
        "retry": integer(0 ... .max),
      ], optional: ["event", "data", "id", "retry"]))

  static let receipt = component(
    "Receipt",
    .object([
      "points": integer(0...PointsBody.pointLimit).described(
        "of the body that are stored now; a step counts once in each series"),
      "repeated": integer(0...PointsBody.pointLimit).described(
        "how many more the body had, at steps that it had already; the last of them is stored"),
    ]))

  static let pointBatch = component(
    "PointBatch",
    .object(
      [
        "batch": string(1...PointsBody.longestBatch).orNull.described(
          "a name: the same body under it is taken once"),
        "series": array(of: columns, count: 0...PointsBody.seriesLimit),
      ], optional: ["batch"]))

  private static let columns = component(
    "Columns",
    .object(
      [
        "name": metricName, "layer": string(matching: "^[A-Za-z0-9._-]{1,64}$").orNull,
        "unit": string(1...Metric.longestName).with("pattern", #"^[^\u0000-\u001f\u007f-\u009f]*$"#).orNull,
        "steps": array(of: integer(Point.steps), count: 0...PointsBody.pointLimit),
        "values": array(of: number.orNull, count: 0...PointsBody.pointLimit)
          .described("as many as steps; null for a NaN"),
      ], optional: ["layer", "unit"]))

  /// Runs of a query: an id, or a range whose ends rise.
  static let listedRuns = array(
    of: .any(of: [id, string(matching: "^[1-9][0-9]{0,17}-[1-9][0-9]{0,17}$")]),
    count: 1...PointsQuestion.runsPerQuery)

  /// One of a list in a query, where an empty one is none.
  static let listedName = string(matching: "^([a-z][a-z0-9_]{0,63})?$")
  static let metricName = string(matching: "^[a-z][a-z0-9_]{0,63}$")

  /// What ``PointCursor`` reads, but for the rule that its ranges rise and do not overlap.
  static let cursor = string(
    matching: "^(\(step)|(\(change)\\.)?\(step)(_\(step)(-\(step))?)+(\\.\(step)(_\(step)(-\(step))?)+)*)$")
  private static let step = "[0-9]{1,18}"
  private static let change = "c[1-9][0-9]{0,17}"
}
