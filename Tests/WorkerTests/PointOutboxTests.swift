import Foundation
import Formats
import Testing
import Tracking

@testable import Worker

/// What a worker sends.
struct PointOutboxTests {
  @Test func `a batch holds each number as it is, and null for what is none`() throws {
    let values = [0.1, 1e-300, 5, -0.0, .nan, .infinity, 123_456_789.123_456_78]
    let body = PointOutbox.body(
      [(Metric("angle", layer: "fc1", unit: "degrees"), Array(1...7), values), (Metric("loss"), [7], [2])],
      "a2-17", LeaseKey(run: 3, worker: "desk:1", attempt: 2), step: 7)
    let json = try JSONValue(parsing: body)
    #expect(json["batch"]?.string == "a2-17")
    #expect(json["lease"]?["worker"]?.string == "desk:1" && json["lease"]?["attempt"]?.integer == 2)
    #expect(json["lease"]?["step"]?.integer == 7)
    let series = try #require(json["series"]?.array)
    #expect(
      series.count == 2 && series[0]["layer"]?.string == "fc1" && series[0]["unit"]?.string == "degrees")
    #expect(series[1]["layer"] == nil && series[1]["steps"]?.array == [.integer(7)])
    let read = try #require(series[0]["values"]?.array)
    for (value, found) in zip(values, read) {
      if value.isFinite { #expect(found.double == value) } else { #expect(found == .null) }
    }
  }
}
