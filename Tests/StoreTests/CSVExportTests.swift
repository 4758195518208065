import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

struct CSVExportTests {
  private func text(_ export: CSVExport) throws -> String {
    var export = export
    var text = ""
    while let part = try export.next() {
      text += String(decoding: part, as: UTF8.self)
      #expect(part.last == UInt8(ascii: "\n"))
    }
    return text
  }

  @Test func `every stored point is a line, with NULL as an empty field and odd names in quotes`() throws {
    let temporary = try TemporaryStore()
    let job = try temporary.job(trials: 2)
    try temporary.series(Metric("loss"), run: job.runs[1].id, [(1, 0.1), (1_200, .nan), (1_201, 2)])
    try temporary.series(Metric("angle", layer: "a,\"b\""), run: job.runs[0].id, [(7, 89.5)])
    #expect(
      try text(temporary.store.csv(runs: [2, 1])) == """
        run,seed,metric,layer,step,epoch,value
        1,1,angle,"a,""b""\",7,1,89.5
        2,2,loss,,1,1,0.1
        2,2,loss,,1200,1,
        2,2,loss,,1201,2,2.0

        """)
    #expect(try text(temporary.store.csv(runs: [1, 2], names: ["none"])) == CSVExport.header)
    #expect(try text(temporary.store.csv(runs: [99])) == CSVExport.header)
  }

  @Test func `an export from one step to another has those lines of every series`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let count = CSVExport.rowsPerPart + 500
    for name in ["loss", "accuracy"] {
      try temporary.series(Metric(name), run: run, (1...count).map { ($0, 1) })
    }
    for steps in [1...3, 7...7, 100...count, (count - 1)...(count + 9), (count + 1)...(count + 2)] {
      let lines = try text(temporary.store.csv(runs: [run], steps: steps)).split(separator: "\n").dropFirst()
      let expected = ["loss", "accuracy"].flatMap { name in
        (1...count).filter(steps.contains).map { "\(run),1,\(name),,\($0),\(($0 - 1) / 1_200 + 1),1.0" }
      }
      // Not as they are: a failure would print them all.
      #expect(lines.count == expected.count && lines.elementsEqual(expected) { $0 == $1 }, "\(steps)")
    }
  }

  @Test func `a long export equals SQL, value for value, as of its start`() throws {
    var random = SplitMix(state: 5)
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    for layer in ["fc1", "fc2", "fc3"] {
      let count = layer == "fc2" ? CSVExport.rowsPerPart * 2 : 3_000
      try temporary.series(
        Metric("angle", layer: layer), run: run,
        (1...count).map { ($0, Double.random(in: 0...1e-3, using: &random)) })
    }
    let expected = try temporary.store.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT layer, step, epoch, value FROM metrics ORDER BY layer, step").map {
        "\(run),1,angle,\($0["layer"] as String),\($0["step"] as Int),\($0["epoch"] as Int),\($0["value"] as Double)"
      }
    }
    let export = try temporary.store.csv(runs: [run])
    try temporary.series(Metric("angle", layer: "fc3"), run: run, [(9_999, 1)])
    let lines = try text(export).split(separator: "\n").dropFirst().map(String.init)
    #expect(lines == expected)
  }
}
