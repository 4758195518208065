import Formats
import Statistics

/// For which settings of the feedback Figure 2's text is true.
extension StudyReport {
  /// One setting of dkp beside the dfa of the same width.
  private struct Outcome {
    /// Degrees by which an angle may differ and yet be "roughly unchanged": the paper says no more of the first layer than
    /// that learned feedback does not help there.
    static let unchanged = 2.0

    let setting: [Setting.Choice]
    let layers: [String]
    /// Degrees over the last epoch, by layer.
    let angles: [Double]
    /// By how much each layer's angle is below dfa's, degrees.
    let gains: [Double]
    let queries: [Query]

    /// The first layer roughly as with dfa, dkp below it at every other, then every layer below the one before.
    var statements: [(text: String, isSeen: Bool)] {
      zip(layers, gains).prefix(1).map {
        ("\($0): dkp within \(Int(Self.unchanged)) degrees of dfa", abs($1) <= Self.unchanged)
      }
        + zip(layers, gains).dropFirst().map { ("\($0): dkp below dfa", $1 > 0) }
        + zip(zip(layers, angles), zip(layers, angles).dropFirst()).map { earlier, later in
          ("dkp: \(later.0) below \(earlier.0)", later.1 < earlier.1)
        }
    }
    var seen: Int { statements.count { $0.isSeen } }
    /// The least gain of a layer behind the first.
    var margin: Double { gains.dropFirst().min() ?? 0 }

    func choice(_ axis: String) -> String { setting.first { $0.axis == axis }?.value ?? "" }
  }

  func angleSweepBlocks() throws -> [Report.Block] {
    let outcomes = try self.outcomes()
    guard let any = outcomes.first else { return [.text("No pair of runs has come to its end.")] }
    let ranked = outcomes.sorted { ($0.seen, $0.margin) > ($1.seen, $1.margin) }
    let rows = ranked.map { outcome in
      Report.Table.Row(
        cells: outcome.setting.map(\.value) + outcome.angles.map { Self.fixed($0, 1) }
          + outcome.gains.map { Self.signed($0, 1) } + [
            "\(outcome.seen) of \(outcome.statements.count)"
          ],
        queries: outcome.queries, tone: outcome.seen == outcome.statements.count ? .good : .plain)
    }
    let columns =
      any.setting.map { Report.Table.Column.text($0.axis) } + any.layers.map { .number("\($0)") }
      + any.layers.map { .number("\($0) gain") } + [.text("statements")]
    let counts = any.statements.indices.map { index in
      Report.Table.Row(cells: [
        any.statements[index].text, "\(outcomes.count { $0.statements[index].isSeen }) of \(outcomes.count)",
      ])
    }
    return [
      .heading("In how many settings each statement is seen"),
      .table(Report.Table(columns: [.text("statement"), .text("settings")], rows: counts)),
      .picture(name: "settings", .heatMap(map(outcomes)), []),
      .heading("Every setting, the best first"),
      .text(
        "Degrees over the last epoch, and by how many dkp is below dfa (gain). First come settings with more of the"
          + " statements, among equals those whose least gain behind the first layer is larger."),
      .table(Report.Table(columns: columns, rows: rows)),
    ]
  }

  private func outcomes() throws -> [Outcome] {
    let all = Array(zip(plan.parts, runs))
    return try all.filter { $0.0.method == "dkp" }.compactMap { part, known in
      let width = part.setting.first { $0.axis == "width" }
      guard
        let dfa = all.first(where: {
          $0.0.method == "dfa" && $0.0.setting.first { $0.axis == "width" } == width
        })
      else { return nil }
      let (own, other) = (known.succeeded.map(\.id), dfa.1.succeeded.map(\.id))
      guard !own.isEmpty, !other.isEmpty else { return nil }
      let query = Query.angles(of: own, below: other)
      let rows = try ask(query.sql).compactMap { row -> (String, Double, Double)? in
        guard row.count == 3, let layer = row[0].string, let angle = row[1].double, let gain = row[2].double
        else { return nil }
        return (layer, angle, gain)
      }
      return Outcome(
        setting: part.setting, layers: rows.map(\.0), angles: rows.map(\.1), gains: rows.map(\.2),
        queries: [query])
    }
  }

  /// A panel for each width: rates down, schedules and initial scales across.
  private func map(_ outcomes: [Outcome]) -> HeatMap {
    func values(_ axis: String) -> [String] {
      outcomes.map { $0.choice(axis) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    let columns = values("init").flatMap { start in values("schedule").map { (start, $0) } }
    let panels = values("width").map { width in
      HeatMap.Panel(
        title: "width \(width)", columns: columns.map { "\($0.0)\n\($0.1)" }, rows: values("rate"),
        cells: values("rate").map { rate in
          columns.map { start, schedule in
            outcomes.first {
              $0.choice("width") == width && $0.choice("rate") == rate && $0.choice("init") == start
                && $0.choice("schedule") == schedule
            }.map {
              HeatMap.Cell(
                text: "\($0.seen)/\($0.statements.count)",
                share: Double($0.seen) / Double(max(1, $0.statements.count)))
            }
          }
        })
    }
    return HeatMap(
      title: "Statements of Figure 2's text that are seen, \(plan.datasetTitle)",
      legend: "rows: feedback's learning rate; columns: initial scale of B, then schedule", panels: panels)
  }
}
