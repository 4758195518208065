import Foundation
import Formats
import Statistics
import Tracking
import Training

/// Makes a report of what a database has of a plan.
package struct StudyReport {
  package let plan: StudyPlan
  /// Of each part of the plan.
  package let runs: [PartRuns]
  /// The command that makes it anew.
  package let command: String
  /// When it was made, for people.
  package let date: String
  let ask: Ask

  /// - Parameter runs: as many as the plan has parts, in their order.
  package init(
    _ plan: StudyPlan, runs: [PartRuns], command: String, date: String, ask: @escaping Ask
  ) {
    precondition(runs.count == plan.parts.count)
    self.plan = plan
    self.runs = runs
    self.command = command
    self.date = date
    self.ask = ask
  }

  /// - Throws: what the database says.
  /// - Complexity: a few queries for each part.
  package func report() throws -> Report {
    let findings: [Report.Block] =
      switch plan.study {
      case .table1, .table2, .fig3, .fig4: try accuracyBlocks()
      case .fig2: try angleBlocks()
      case .fig2Sweep: try angleSweepBlocks()
      case .drtpSweep: try accuracySweepBlocks()
      }
    return Report(
      title: "\(plan.study.title), \(plan.datasetTitle)",
      blocks: try opening() + findings + leftOut() + origin() + configs())
  }

  // MARK: What every report has

  private func opening() throws -> [Report.Block] {
    let done = runs.reduce(0) { $0 + $1.succeeded.count }
    var ran = "Run here: \(done) of the plan's \(plan.runs) runs came to their end"
    if plan.epochs > 0 {
      ran += "; \(plan.epochs) epochs where the paper has \(plan.paper.epochs)"
      ran += ", \(plan.trials) trial\(plan.trials == 1 ? "" : "s") of each where it has \(plan.paper.trials)."
    } else {
      ran += ", each of a number of iterations, to see that it starts."
    }
    if let precision = plan.precision { ran += " Numbers are \(precision) where the paper's are f32." }
    var blocks: [Report.Block] = [.text(plan.study.summary), .text(ran)]
    if let note = plan.datasetNote {
      blocks.append(
        .text("The pictures are not the paper's: \(note). No number here is compared with the paper's."))
    }
    return blocks
  }

  /// Runs that are in no number, with the reason.
  private func leftOut() -> [Report.Block] {
    let rows = zip(plan.parts, runs).flatMap { part, runs in
      runs.known.filter { $0.status != .succeeded }.map { run in
        Report.Table.Row(cells: [
          part.label, "\(run.seed)", "\(run.id)",
          run.hasDiverged ? "its loss stopped being a number" : run.status.rawValue,
        ])
      } + runs.missing.map { Report.Table.Row(cells: [part.label, "\($0)", "", "not run"]) }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading("In no number"),
      .table(
        Report.Table(columns: [.text("of"), .number("seed"), .number("run"), .text("why")], rows: rows)),
    ]
  }

  private func origin() throws -> [Report.Block] {
    let all = runs.flatMap(\.known).map(\.id)
    guard !all.isEmpty else { return [] }
    let time = Query.time(of: all)
    let row = try ask(time.sql).first ?? []
    let hours = row.count > 1 ? row[1].double : nil
    var rows: [Report.Table.Row] = []
    func add(_ name: String, _ value: String, _ query: Query? = nil) {
      rows.append(Report.Table.Row(cells: [name, value], queries: query.map { [$0] } ?? []))
    }
    add("made with", "\(command), \(date)")
    add("time under training, all runs", hours.map { (3600 * $0).timeWords } ?? "unknown", time)
    if row.count > 3, let first = row[2].string, let last = row[3].string {
      add("from, to (UTC)", "\(first), \(last)", time)
    }
    let places = Query.places(of: all)
    for place in try ask(places.sql) where place.count == 3 {
      let count = place[2].integer ?? 0
      add(
        "machine of \(count) run\(count == 1 ? "" : "s")",
        Self.machine(place[0].string, threads: place[1].integer), places)
    }
    return [
      .heading("Where the numbers are from"),
      .table(Report.Table(columns: [.text("what"), .text("value")], rows: rows)),
    ]
  }

  /// What a run's environment says, in a line.
  private static func machine(_ text: String?, threads: Int?) -> String {
    guard let text, let value = try? JSONValue(parsing: Data(text.utf8)) else { return "unknown" }
    let sets = (value["instruction_sets"]?.array ?? []).compactMap(\.string).joined(separator: " ")
    let memory = value["memory_bytes"]?.double.map { "\(Int(($0 / 0x1p30).rounded())) GiB" }
    let versions = (value["versions"]?.members ?? [:]).sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.string ?? "")" }
    let machine = [
      value["processor"]?.string, value["cores"]?.integer.map { "\($0) cores" }, sets.isEmpty ? nil : sets,
      memory,
      threads.map { "\($0) thread\($0 == 1 ? "" : "s") a run" },
    ].compactMap(\.self)
    return machine.joined(separator: ", ") + "; " + versions.joined(separator: ", ")
  }

  private func configs() -> [Report.Block] {
    let rows = zip(plan.parts, runs).map { part, runs in
      let jobs = Set(runs.known.map(\.job)).sorted().map(String.init).joined(separator: ", ")
      let seeds = runs.known.map { "\($0.seed)" }.joined(separator: ", ")
      let ids = runs.known.map { "\($0.id)" }.joined(separator: ", ")
      return Report.Table.Row(cells: [part.label, jobs, ids, seeds])
    }
    let table = Report.Table(
      columns: [.text("of"), .text("jobs"), .text("runs"), .text("seeds")], rows: rows)
    return [.heading("Jobs and configs"), .table(table)]
      + plan.parts.map { .code(title: "config of \($0.label)", language: "json", $0.config.canonicalText) }
  }

  // MARK: Words

  /// `91.66`, and nothing for what is not known.
  static func fixed(_ value: Double?, _ digits: Int = 2) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? ""
  }

  /// With its sign.
  static func signed(_ value: Double?, _ digits: Int = 2) -> String {
    value.map { String(format: "%+.\(digits)f", $0) } ?? ""
  }

  static func interval(_ interval: ClosedRange<Double>?, _ digits: Int = 2) -> String {
    interval.map { "\(signed($0.lowerBound, digits)) to \(signed($0.upperBound, digits))" } ?? ""
  }

  /// The claims as a table, and in how many of them our means say the same.
  static func blocks(
    _ claims: [(claim: Claim, queries: [Query])], heading: String, unit: String, note: String
  )
    -> [Report.Block]
  {
    guard !claims.isEmpty else { return [] }
    let rows = claims.map { claim, queries in
      let tone: Report.Tone =
        switch claim.standing {
        case .holds, .holdsOnce: .good
        case .fails, .failsOnce: .bad
        case .open, .unknown: .muted
        }
      return Report.Table.Row(
        cells: [claim.text, signed(claim.difference), interval(claim.interval), claim.standing.rawValue],
        queries: queries, tone: tone)
    }
    let known = claims.compactMap(\.claim.isSeen)
    let sure = claims.count { $0.claim.standing == .holds }
    let against = claims.count { $0.claim.standing == .fails }
    let count =
      "Our means say the same in \(known.count { $0 }) of \(known.count)"
      + (claims.contains { $0.claim.interval != nil }
        ? "; with 95 % confidence \(sure) hold and \(against) fail." : "; one trial gives no interval.")
    return [
      .heading(heading), .text(note),
      .table(
        Report.Table(
          columns: [
            .text("statement"), .number("difference, \(unit)"), .number("95 % interval"), .text("here"),
          ], rows: rows)), .text(count),
    ]
  }
}

extension StudyPlan {
  /// `cifar10 (JPEG copy)`.
  var datasetTitle: String { dataset + (datasetNote.map { " (\($0))" } ?? "") }
}
