import Testing
import TestSupport

/// What runs measure, as the server tells it.
@Suite(.serialized) struct MeasureCatalogueTests {
  @Test func `the catalogue names each measure with its unit, its bounds and its place on the page`()
    async throws
  {
    let server = try ServerProcess()
    let answer = try await server.get("/api/v1/metrics/catalogue")
    #expect(answer.status == 200, "\(answer.text)")
    let measures = try answer.json()["measures"].list
    func named(_ name: String) throws -> JSONTree {
      try #require(measures.first { $0["name"].string == name })
    }
    let loss = try named("test_loss")
    #expect(loss["unit"].string == "nats" && loss["units"]["mean_squared_error"].string == "squared")
    let angle = try named("angle")
    #expect(angle["unit"].string == "degrees" && angle["mark"].double == 90 && angle["highest"].double == 180)
    #expect(angle["per_layer"].flag == true && angle["cadence"].string == "iteration")
    #expect(angle["better"].string == "lower" && loss["better"].string == "lower")
    #expect(try named("test_accuracy")["better"].string == "higher" && named("norm_ratio")["better"].isNull)
    let first = measures.filter { $0["rank"].integer == 1 }.map { $0["name"].string }
    #expect(first == ["loss"])
  }
}
