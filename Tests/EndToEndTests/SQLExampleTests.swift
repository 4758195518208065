import Foundation
import Testing
import TestSupport

/// The ten queries of `docs/sql.md`, each run against real runs of several methods, and their numbers against those of the
/// API, put together here.
@Suite(.serialized) struct SQLExampleTests {
  /// The server with its runs, and every query of the page.
  private static let shared = Task { try await SQLExampleDatabase() }

  private let database: SQLExampleDatabase

  init() async throws { database = try await Self.shared.value }

  @Test func `there are ten, and each gives rows, over HTTP and on the command line`() async throws {
    #expect(database.queries.count == 10)
    for query in database.queries {
      let answer = try await database.server.sql(query)
      #expect(answer.status == 200, "\(query)\n\(answer.text)")
      let json = try answer.json()
      #expect(json["columns"].list.count >= 3 && json["rows"].list.count >= 1, "\(query)")
      #expect(Set(json["columns"].list.compactMap(\.string)).count == json["columns"].list.count, "\(query)")
      let run = try CommandRun(["sql", query, "--data", database.server.data.path])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.split(separator: "\n").count == 2 + json["rows"].list.count)
    }
  }

  @Test func `none reads a whole table of points or series`() async throws {
    for query in database.queries {
      let plan = try await database.server.rows("explain query plan " + query).compactMap { $0.last?.string }
      #expect(
        !plan.isEmpty && !plan.contains { $0.hasPrefix("SCAN points") || $0.hasPrefix("SCAN series") },
        "\(plan)")
    }
  }

  private func rows(_ word: String) async throws -> [[String: JSONTree]] {
    let query = try #require(database.queries.first { $0.contains(word) }, "no query with \(word)")
    let json = try await database.server.sql(query, members: ["limit": 100_000]).json()
    let columns = json["columns"].list.compactMap(\.string)
    return json["rows"].list.map { Dictionary(zip(columns, $0.list)) { $1 } }
  }

  /// - Parameter rounding: what the query has rounded to, at most.
  private func expectNear(_ a: Double?, _ b: Double, rounding: Double = 0) {
    let tolerance = rounding / 2 + 1e-9 * max(1, abs(b))
    #expect(abs((a ?? .nan) - b) <= tolerance, "\(String(describing: a)) is not \(b)")
  }

  @Test func `Table 1`() async throws {
    let rows = try await rows("as sd")
    let demo = rows.filter { $0["experiment"]?.string == "demo" }
    #expect(demo.count == 3)
    // Otherwise the numbers would prove nothing.
    #expect(demo.contains { $0["sd"]?.double ?? 0 > 0.5 })
    for row in demo {
      let runs = database.runs.filter { $0.experiment == "demo" && $0.method == row["method"]?.string }
      let last = runs.compactMap { $0.series["test_accuracy"]?.last?.value }
      #expect(last.count == 3 && row["runs"]?.integer == 3)
      let mean = last.reduce(0, +) / 3
      let deviation = (last.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
      expectNear(row["mean"]?.double, 100 * mean, rounding: 0.01)
      expectNear(row["sd"]?.double, 100 * deviation, rounding: 0.01)
    }
  }

  @Test func `the mean curve by epoch`() async throws {
    let rows = try await rows("group by method, epoch")
    #expect(rows.count == 3 * SQLExampleDatabase.epochs)
    for row in rows {
      let epoch = try #require(row["epoch"]?.integer)
      let values = database.runs.filter { $0.experiment == "demo" && $0.method == row["method"]?.string }
        .flatMap { run in (run.series["loss"] ?? []).filter { ($0.step - 1) / 10 + 1 == epoch }.map(\.value) }
      #expect(values.count == 30 && row["runs"]?.integer == 3)
      expectNear(row["loss"]?.double, values.reduce(0, +) / 30)
    }
  }

  @Test func `the first step below a loss`() async throws {
    let rows = try await rows("as first_step")
    let expected = database.runs.compactMap { run in
      run.series["loss"]?.first { $0.value < 0.5 }.map { (run.id, $0.step) }
    }
    #expect(!expected.isEmpty && rows.count == expected.count)
    for (id, step) in expected {
      #expect(rows.first { $0["run_id"]?.integer == id }?["first_step"]?.integer == step)
    }
  }

  @Test func `the angle at the end`() async throws {
    let rows = try await rows("runs.steps_per_epoch")
    #expect(rows.count == 2 * 4)
    for row in rows {
      let name = "angle/\(row["layer"]?.string ?? "")"
      let runs = database.runs.filter { $0.method == row["method"]?.string && $0.series[name] != nil }
      let values = runs.flatMap { $0.series[name]!.suffix(10).map(\.value) }
      #expect(row["runs"]?.integer == runs.count)
      expectNear(row["degrees"]?.double, values.reduce(0, +) / Double(values.count), rounding: 0.1)
    }
  }

  @Test func `the crossing of an angle`() async throws {
    let rows = try await rows("as below_from")
    #expect(rows.contains { $0["below_from"]?.integer != nil })
    for row in rows {
      let run = try #require(database.runs.first { $0.id == row["run_id"]?.integer })
      let points = try #require(run.series["angle/\(row["layer"]?.string ?? "")"])
      let above = points.last { $0.value >= 80 }?.step ?? 0
      #expect(row["below_from"]?.integer == (above == points.last?.step ? nil : above + 1))
    }
  }

  @Test func `the best learning rate`() async throws {
    let rows = try await rows("as learning_rate")
    #expect(Set(rows.compactMap { $0["learning_rate"]?.double }) == [0.0001, 0.05])
    let accuracies = rows.compactMap { $0["test_accuracy"]?.double }
    #expect(accuracies.count == 2 && accuracies[0] >= accuracies[1])
    #expect(rows.allSatisfy { $0["runs"]?.integer == 2 })
  }

  @Test func `pairs of equal seeds`() async throws {
    let rows = try await rows("as difference")
    let row = try #require(rows.first { $0["experiment"]?.string == "demo" })
    #expect(rows.count == 1 && row["pairs"]?.integer == 3)
    let differences = (1...3).map { seed in
      let last = { (method: String) in
        database.runs.first { $0.experiment == "demo" && $0.method == method && $0.seed == seed }!
          .series["test_accuracy"]!.last!.value
      }
      return last("dkp") - last("dfa")
    }
    expectNear(row["difference"]?.double, 100 * differences.reduce(0, +) / 3, rounding: 0.01)
    #expect(abs(differences.reduce(0, +)) > 0.01)
    #expect(row["better"]?.integer == differences.count { $0 > 0 })
  }

  @Test func `runs that failed`() async throws {
    let rows = try await rows("runs.message")
    #expect(rows.count == 1 && rows[0]["message"]?.string == "CUDA out of memory")
  }

  @Test func `a smoothed loss`() async throws {
    let rows = try await rows("as smoothed")
    let values = try #require(database.runs.first { $0.id == 1 }?.series["loss"]).map(\.value)
    #expect(rows.count == values.count)
    for (index, row) in rows.enumerated() {
      let window = values[max(0, index - 24)...index]
      expectNear(row["smoothed"]?.double, window.reduce(0, +) / Double(window.count))
    }
  }
}
