import Foundation
import Store
import Training

/// Points as JSON, written straight into text: an answer may hold hundreds of thousands of numbers, and a tree of
/// them would cost more than reading them from the database.
enum PointsJSON {
  static func encode(_ page: PointPage) -> Data {
    let count = page.series.reduce(0) { $0 + $1.steps.count }
    var text = ""
    text.reserveCapacity(count * 24 + page.series.count * 160 + 64)
    text += "{\"series\":["
    for (index, series) in page.series.enumerated() {
      if index > 0 { text += "," }
      write(series, into: &text)
    }
    text += "],\"next\":" + JSONValue.string(page.next.text).canonicalText
    text += ",\"partial\":\(page.isPartial),\"reduced\":\(page.isReduced)}"
    return Data(text.utf8)
  }

  private static func write(_ series: SeriesPoints, into text: inout String) {
    text += "{\"run\":\(series.run),\"attempt\":\(series.attempt),\"name\":"
    text += JSONValue.string(series.name).canonicalText
    text += ",\"layer\":" + JSONValue(series.layer).canonicalText
    text += ",\"unit\":" + JSONValue(series.unit).canonicalText
    text += ",\"reduced\":\(series.reduction != nil),\"steps\":["
    for (index, step) in series.steps.enumerated() {
      if index > 0 { text += "," }
      text += step.description
    }
    text += "],\"values\":"
    write(series.values, into: &text)
    if let reduction = series.reduction {
      text += ",\"min\":"
      write(reduction.min, into: &text)
      text += ",\"max\":"
      write(reduction.max, into: &text)
    }
    text += "}"
  }

  /// NaN is null: JSON has no other word for it.
  private static func write(_ values: [Double], into text: inout String) {
    text += "["
    for (index, value) in values.enumerated() {
      if index > 0 { text += "," }
      text += value.isFinite ? value.description : "null"
    }
    text += "]"
  }
}
