import Formats
import Learning
import Statistics
import Training

/// Tables 1 and 2 and Figures 3 and 4: accuracies at the end and on the way.
extension StudyReport {
  /// A part with what its runs came to.
  private struct Row {
    let part: StudyPlan.Part
    let runs: [Int64]
    let test: Moments?
    let train: Moments?
    let testQuery: Query
    let trainQuery: Query
  }

  func accuracyBlocks() throws -> [Report.Block] {
    let rows = try zip(plan.parts, runs).map(row)
    let curves = try curveBlocks()
    let isFigure = plan.study == .fig3 || plan.study == .fig4
    let remarks = plan.parts.compactMap { plan.study.remark(on: $0.method) }
    let table: [Report.Block] =
      [.heading("Beside the paper"), .table(table(rows)), .text(Verdict.rule)] + remarks.map { .text($0) }
      + claims(rows)
    return isFigure ? curves + table : table + curves
  }

  private func row(_ part: StudyPlan.Part, _ known: PartRuns) throws -> Row {
    let ids = known.succeeded.map(\.id)
    let (test, train) = (Query.final(.testAccuracy, of: ids), Query.final(.trainAccuracy, of: ids))
    return Row(
      part: part, runs: ids, test: ids.isEmpty ? nil : try test.moments(ask),
      train: ids.isEmpty ? nil : try train.moments(ask), testQuery: test, trainQuery: train)
  }

  private func table(_ rows: [Row]) -> Report.Table {
    let cells = rows.map { row in
      let paper = plan.study.table?.row(row.part.method, on: plan.dataset)
      let verdict = row.test.flatMap { ours in
        paper.map {
          Verdict(
            ours, paper: $0.test.moments(plan.paper.trials), shortfall: plan.shortfall(runs: ours.count))
        }
      }
      let difference = row.test.flatMap { ours in paper.map { ours.mean - $0.test.mean } }
      let error = row.test.flatMap { ours in
        paper.flatMap { WelchTest(ours, $0.test.moments(plan.paper.trials))?.standardError }
      }
      let tone: Report.Tone =
        switch verdict {
        case .agrees: .good
        case .differs: .bad
        case .notComparable, nil: .muted
        }
      return Report.Table.Row(
        cells: [
          row.part.label, "\(row.test?.count ?? 0)", Self.fixed(row.test?.mean),
          Self.fixed(row.test?.deviation),
          paper?.test.text ?? "", Self.signed(difference), Self.fixed(error), Self.fixed(row.train?.mean),
          Self.fixed(row.train?.deviation), paper?.train.text ?? "",
          verdict?.text ?? (row.test == nil ? "not run" : "the paper prints nothing"),
        ], queries: row.runs.isEmpty ? [] : [row.testQuery, row.trainQuery], tone: tone)
    }
    return Report.Table(
      columns: [
        .text("method"), .number("n"), .number("test %"), .number("s.d."), .number("paper"),
        .number("difference"), .number("± s.e."), .number("train %"), .number("s.d."), .number("paper"),
        .text("verdict"),
      ], rows: cells)
  }

  /// What the paper's table says for certain: each method above those of the next group.
  private func claims(_ rows: [Row]) -> [Report.Block] {
    let tiers = (plan.study.table?.columns[plan.dataset]?.tiers ?? []).map { tier in
      tier.compactMap { method in rows.first { $0.part.method == method && $0.test != nil } }
    }.filter { !$0.isEmpty }
    let claims = zip(tiers, tiers.dropFirst()).flatMap { better, worse in
      better.flatMap { first in
        worse.map { second in
          (
            claim: Claim(
              "\(first.part.label) > \(second.part.label)", greater: first.test, smaller: second.test),
            queries: [first.testQuery, second.testQuery]
          )
        }
      }
    }
    return Self.blocks(
      claims, heading: "What the paper's numbers say for certain", unit: "points",
      note:
        "Orderings that the printed means and spreads tell apart with Welch's t of at least 4, each method against those"
        + " of the next group below.")
  }

  private func curveBlocks() throws -> [Report.Block] {
    var blocks: [Report.Block] = []
    for (measure, title) in [(Measure.testAccuracy, "Test accuracy"), (.trainAccuracy, "Training accuracy")] {
      let parts = zip(plan.parts, runs).filter { !$1.succeeded.isEmpty }
      let queries = parts.map { Query.epochs(measure, of: $1.succeeded.map(\.id)) }
      let curves = try zip(parts, queries).map { entry, query in
        Chart.Curve(
          label: entry.0.label, look: Look(method: entry.0.method, isDashed: Self.isSerial(entry.0.method)),
          points: try points(query))
      }
      guard curves.contains(where: { !$0.points.isEmpty }) else { continue }
      let chart = Chart(
        title: "\(title), \(plan.datasetTitle)", xLabel: "epoch", yLabel: "per cent", curves: curves)
      blocks.append(.picture(name: measure.name.replacing("_", with: "-"), .chart(chart), queries))
    }
    return blocks.isEmpty ? [] : [.heading("Curves")] + blocks
  }

  /// The rows of a query of x, `n`, `mean` and `sd`.
  func points(_ query: Query) throws -> [Chart.Point] {
    try ask(query.sql).compactMap { row in
      guard row.count == 4, let x = row[0].double, let mean = row[2].double else { return nil }
      return Chart.Point(x: x, mean: mean, deviation: row[3].double)
    }
  }

  /// Whether a method's signals go from layer to layer.
  static func isSerial(_ method: String) -> Bool { LearningRules.named(method)?.route == .serial }

  /// Settings, the best first.
  func accuracySweepBlocks() throws -> [Report.Block] {
    let rows = try zip(plan.parts, runs).map(row).sorted {
      ($0.test?.mean ?? -1, $1.part.label) > ($1.test?.mean ?? -1, $0.part.label)
    }
    let axes = plan.parts.first?.setting.map(\.axis) ?? []
    let table = Report.Table(
      columns: axes.map { .text($0) } + [.number("n"), .number("test %"), .number("train %"), .text("here")],
      rows: rows.map { row in
        Report.Table.Row(
          cells: row.part.setting.map(\.value) + [
            "\(row.test?.count ?? 0)", Self.fixed(row.test?.mean), Self.fixed(row.train?.mean),
            row.test == nil ? "diverged or not run" : "ran to its end",
          ], queries: row.runs.isEmpty ? [] : [row.testQuery, row.trainQuery],
          tone: row.test == nil ? .bad : .plain)
      })
    let target = PublishedTable.table1.row("drtp", on: plan.dataset)?.test.text
    return [.heading("Settings, the best first"), .table(table)]
      + (target.map { [.text("The paper's DRTP has \($0) % after \(plan.paper.epochs) epochs.")] } ?? [])
  }
}

extension PublishedTable.Figure {
  /// As a sample of the paper's trials.
  func moments(_ trials: Int) -> Moments { Moments(count: trials, mean: mean, deviation: deviation) }
}
