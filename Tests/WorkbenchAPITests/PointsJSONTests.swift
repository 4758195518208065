import Formats
import Foundation
import Testing

@testable import Store
@testable import WorkbenchAPI

/// Points as they go over the wire.
struct PointsJSONTests {
  private func json(_ series: SeriesPoints) throws -> JSONValue {
    let page = PointPage(series: [series], next: .step(0), isPartial: false)
    return try #require(try JSONValue(parsing: PointsJSON.encode(page))["series"]?.array?.first)
  }

  @Test func `a reduced series says how many of its values are null, and nulls alone have no number`() throws
  {
    var series = SeriesPoints(id: 1, run: 2, attempt: 1, name: "loss")
    series.reduction = SeriesPoints.Reduction(span: 8)
    for values in [[1.0], [2, .nan, 4], [.nan, .infinity]] {
      var bucket: Bucket?
      for value in values { bucket = Bucket.joined(bucket, Bucket(index: 0, step: 5, value: value)) }
      series.append(try #require(bucket))
    }
    let json = try json(series)
    #expect(json["nulls"] == [0, 1, 2] && json["counts"] == [1, 3, 2] && json["span"] == 8)
    #expect(json["values"]?.array?.last == .null && json["min"]?.array?.last == .null)
    #expect(json["max"]?.array?.last == .null && json["values"]?.array?.count == 3)
    #expect(json["anew"] == nil)
  }

  @Test func `stored points have no nulls to count, and a series that is given anew says so`() throws {
    var series = SeriesPoints(id: 1, run: 2, attempt: 1, name: "loss", steps: [1], values: [.nan])
    series.isAnew = true
    let json = try json(series)
    #expect(
      json["nulls"] == nil && json["counts"] == nil && json["span"] == nil && json["values"] == [.null]
        && json["anew"] == true)
  }
}
