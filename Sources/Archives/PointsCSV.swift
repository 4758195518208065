import Tracking

/// `points.csv` of a run: a line for each point, series after series, steps rising.
///
///     metric,layer,step,value
///     loss,,1,2.302585092994046
///     angle,fc1,1,
///
/// A value is written so that reading it gives the same double; NULL is an empty field.
enum PointsCSV {
  static let header = "metric,layer,step,value\n"

  /// What every line of a series begins with. Names and layers have no comma, quote or line end.
  static func lead(of metric: Metric) -> [UInt8] { Array("\(metric.name),\(metric.layer ?? ""),".utf8) }

  static func append(_ step: Int, _ value: Double?, lead: [UInt8], to text: inout [UInt8]) {
    text += lead
    text += step.description.utf8
    text.append(UInt8(ascii: ","))
    if let value { text += value.description.utf8 }
    text.append(UInt8(ascii: "\n"))
  }
}
