import Formats
import Foundation
import Store

/// Points as JSON, written straight into bytes: an answer may hold hundreds of thousands of numbers, and a tree of
/// them would cost more than reading them from the database.
enum PointsJSON {
  static func encode(_ page: PointPage) -> Data {
    // A step takes 7 bytes of a long run, a number up to 20, a count of nulls mostly 2.
    let count = page.series.reduce(0) { $0 + $1.steps.count * ($1.reduction == nil ? 27 : 69) }
    var text: [UInt8] = []
    text.reserveCapacity(count + page.series.count * 160 + 64)
    text += "{\"series\":[".utf8
    for (index, series) in page.series.enumerated() {
      if index > 0 { text += ",".utf8 }
      write(series, into: &text)
    }
    text += "],\"next\":\(JSONValue.string(page.next.text).canonicalText)".utf8
    text += ",\"partial\":\(page.isPartial),\"reduced\":\(page.isReduced)}".utf8
    return Data(text)
  }

  private static func write(_ series: SeriesPoints, into text: inout [UInt8]) {
    text += "{\"run\":\(series.run),\"attempt\":\(series.attempt)".utf8
    text += ",\"name\":\(JSONValue.string(series.name).canonicalText)".utf8
    text += ",\"layer\":\(JSONValue(series.layer).canonicalText)".utf8
    text += ",\"unit\":\(JSONValue(series.unit).canonicalText)".utf8
    if series.isAnew { text += ",\"anew\":true".utf8 }
    text += ",\"reduced\":\(series.reduction != nil),\"steps\":".utf8
    write(series.steps, into: &text)
    text += ",\"values\":".utf8
    write(series.values, into: &text)
    if let reduction = series.reduction {
      text += ",\"min\":".utf8
      write(reduction.min, into: &text)
      text += ",\"max\":".utf8
      write(reduction.max, into: &text)
      text += ",\"nulls\":".utf8
      write(reduction.nulls, into: &text)
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func write(_ counts: [Int], into text: inout [UInt8]) {
    text.append(UInt8(ascii: "["))
    for (index, count) in counts.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text += count.description.utf8
    }
    text.append(UInt8(ascii: "]"))
  }

  /// NaN is null: JSON has no other word for it.
  private static func write(_ values: [Double], into text: inout [UInt8]) {
    text.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      if value.isFinite { text += value.description.utf8 } else { text += "null".utf8 }
    }
    text.append(UInt8(ascii: "]"))
  }
}
