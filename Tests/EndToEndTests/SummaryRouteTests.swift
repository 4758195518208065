import Testing
import TestSupport

/// `/summary` as pages and scripts ask it.
@Suite struct SummaryRouteTests {
  private let server: ServerProcess

  init() async throws {
    server = try ServerProcess(arguments: ["--workers", "0"])
    for (method, values) in [("dkp", [0.9, 0.91, 0.93]), ("dfa", [0.88, 0.89, 0.9]), ("bp", [0.95])] {
      for value in values {
        let body = #"{"method":"\#(method)","network":"n","dataset":"d"}"#
        let run = try await server.post("/api/v1/runs", body).json()["id"].text
        let points = #"{"series":[{"name":"test_accuracy","steps":[1,2],"values":[0.99,\#(value)]}]}"#
        #expect(try await server.post("/api/v1/runs/\(run)/metrics", points).status == 200)
        #expect(try await server.post("/api/v1/runs/\(run)/finish", #"{"status":"succeeded"}"#).status == 200)
      }
    }
  }

  @Test func `groups come with their values, and pairs of them with Welch's test`() async throws {
    let path = "/api/v1/summary?metric=test_accuracy&group_by=method"
    let plain = try await server.get(path).json()
    #expect(plain["take"].string == "last" && !plain["pairs"].exists)
    let dkp = plain["groups"][2]
    #expect(dkp["key"]["method"].string == "dkp" && dkp["n"].integer == 3 && dkp["duplicates"].integer == 0)
    #expect(dkp["values"].list.map { $0["value"].double } == [0.9, 0.91, 0.93])
    #expect(dkp["values"][0]["run"].integer == 1 && dkp["values"][0]["seed"].exists)

    let pairs = try await server.get(path + "&pairs=true").json()["pairs"].list
    #expect(pairs.map { [$0["a"].integer, $0["b"].integer] } == [[0, 1], [0, 2], [1, 2]])
    // bp has one number alone: a difference, and nothing that says how sure it is.
    #expect(pairs[0]["difference"].double != nil && pairs[0]["p"].isNull && pairs[0]["low"].isNull)
    #expect(pairs[0]["n_a"].integer == 1 && pairs[0]["n_b"].integer == 3)
    // By SciPy, with the samples the other way round.
    let p = try #require(pairs[2]["p"].double)
    #expect(abs(try #require(pairs[2]["difference"].double) + 0.0233333333) < 1e-9)
    #expect(p > 0.09 && p < 0.11, "\(p)")
    let body = #"{"metric":"test_accuracy","group_by":["method"],"pairs":true,"take":"highest"}"#
    let posted = try await server.post("/api/v1/summary", body).json()
    #expect(posted["pairs"].list.count == 3 && posted["groups"][2]["mean"].double == 0.99)
    // Equal numbers: no test.
    #expect(posted["pairs"][2]["p"].isNull && posted["pairs"][2]["difference"].double == 0)
  }

  @Test(arguments: ["take=best", "pairs=1", "take=last&take=last", "status=done"])
  func `what is no question is refused in words`(query: String) async throws {
    let answer = try await server.get("/api/v1/summary?metric=loss&" + query)
    #expect(answer.status == 400 && answer.text.contains(query.prefix { $0 != "=" }))
  }
}
