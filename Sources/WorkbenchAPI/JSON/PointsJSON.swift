import Formats
import Foundation
import Store
import Tracking

/// Points as JSON.
enum PointsJSON {
  static func encode(_ page: PointPage) -> Data {
    // A step takes 7 bytes of a long run, a number up to 20, counts mostly 5.
    let count = page.series.reduce(0) { $0 + $1.steps.count * ($1.reduction == nil ? 27 : 73) }
    var text: [UInt8] = []
    text.reserveCapacity(count + page.series.count * 160 + 64)
    shape.write(page, into: &text)
    return Data(text)
  }

  static let shape = ByteShape<PointPage>(
    named: "PointPage",
    [
      .init("series", .array(of: series.schema)) { page, text in
        text.appendList(page.series) { series.write($0, into: &$1) }
      },
      .init("next", .string.described("the `after` that goes on from here")) { .string($0.next.text) },
      .init("partial", .boolean.described("whether points were left out: go on with `next`")) {
        .bool($0.isPartial)
      },
      .init("reduced", .boolean) { .bool($0.isReduced) },
    ])

  private static let series = ByteShape<SeriesPoints>(
    named: "Series",
    [
      .init("run", .id) { JSONValue($0.run) },
      .init("attempt", .integer(1 ... .max)) { .integer($0.attempt) },
      .init("name", .string) { .string($0.name) },
      .init("layer", .string.orNull) { JSONValue($0.layer) },
      .init("unit", .string.orNull) { JSONValue($0.unit) },
      .init(
        "anew",
        .boolean.described(
          "true where a point has changed that was given before: this is all of the series, in its place"),
        where: \.isAnew
      ) { _ in true },
      .init(
        "reduced",
        .boolean.described("whether a point stands for several, with their mean, minimum and maximum")
      ) { .bool($0.reduction != nil) },
      .init(
        "span",
        .integer(1 ... .max).described(
          "of how many steps each point is the mean; spans end at its multiples"),
        where: isReduced
      ) { .integer($0.reduction?.span ?? 1) },
      .init(
        "steps",
        .array(of: .integer(Point.steps)).described(
          "rising, the middle of a span; in stored points those that changed since `after` come first")
      ) { write($0.steps, into: &$1) },
      .init("values", values) { write($0.values, into: &$1) },
      .init("min", values, where: isReduced) { write($0.reduction?.min ?? [], into: &$1) },
      .init("max", values, where: isReduced) { write($0.reduction?.max ?? [], into: &$1) },
      .init(
        "counts", .array(of: .integer(1 ... .max)).described("for how many stored points a point stands"),
        where: isReduced
      ) { write($0.reduction?.counts ?? [], into: &$1) },
      .init(
        "nulls", .array(of: .integer(0 ... .max)).described("how many of those are null"),
        where: isReduced
      ) { write($0.reduction?.nulls ?? [], into: &$1) },
    ])

  private static let values = JSONSchema.array(of: .number.orNull)

  private static let isReduced: @Sendable (SeriesPoints) -> Bool = { $0.reduction != nil }

  private static func write(_ counts: [Int], into text: inout [UInt8]) {
    text.appendList(counts) { $1 += $0.description.utf8 }
  }

  /// NaN is null: JSON has no other word for it.
  private static func write(_ values: [Double], into text: inout [UInt8]) {
    text.appendList(values) { value, text in
      if value.isFinite { text += value.description.utf8 } else { text += "null".utf8 }
    }
  }
}
