import Formats
import Statistics
import Training

/// Figure 2: the angle of every layer, dkp beside dfa.
extension StudyReport {
  /// Iterations to a point of a curve.
  private static let perPoint = 100

  func angleBlocks() throws -> [Report.Block] {
    let parts = zip(plan.parts, runs).map { (method: $0.method, runs: $1.succeeded.map(\.id)) }
      .filter { !$0.runs.isEmpty }
    guard let first = parts.first else { return [.text("No run has come to its end.")] }
    let layers = try ask(Query.layers(of: first.runs).sql).compactMap { $0.first?.string }
    var rows: [Report.Table.Row] = []
    for layer in layers {
      let queries = parts.map { Query.angle(layer, of: $0.runs) }
      let angles = try queries.map { try $0.moments(ask) }
      rows.append(
        Report.Table.Row(
          cells: [layer]
            + angles.flatMap { [Self.fixed($0?.mean), Self.fixed($0?.deviation), "\($0?.count ?? 0)"] },
          queries: queries))
    }
    let accuracies = parts.map { Query.final(.testAccuracy, of: $0.runs) }
    let found = try accuracies.map { try $0.moments(ask) }
    rows.append(
      Report.Table.Row(
        cells: ["test accuracy, %"]
          + found.flatMap { [Self.fixed($0?.mean), Self.fixed($0?.deviation), "\($0?.count ?? 0)"] },
        queries: accuracies))
    let columns = parts.flatMap {
      [Report.Table.Column.number("\($0.method), degrees"), .number("s.d."), .number("n")]
    }
    return [
      .heading("Angles over the last epoch"),
      .text(
        "Mean over each run's last epoch, then over the seeds. 90 degrees is no alignment, 0 is perfect."),
      .table(Report.Table(columns: [.text("layer")] + columns, rows: rows)),
    ] + (try claims(parts, layers)) + (try pictures(parts, layers))
  }

  /// The paper's statement, layer by layer.
  private func claims(_ parts: [(method: String, runs: [Int64])], _ layers: [String]) throws -> [Report.Block]
  {
    var claims: [(claim: Claim, queries: [Query])] = []
    if let dfa = parts.first(where: { $0.method == "dfa" }),
      let dkp = parts.first(where: { $0.method == "dkp" })
    {
      for layer in layers.dropFirst() {
        let query = Query.difference(layer, of: dfa.runs, less: layer, of: dkp.runs)
        claims.append((Claim("\(layer): dkp's angle is below dfa's", pairs: try query.moments(ask)), [query]))
      }
    }
    for (method, runs) in parts {
      for (earlier, later) in zip(layers, layers.dropFirst()) {
        let query = Query.difference(earlier, of: runs, less: later, of: runs)
        claims.append(
          (Claim("\(method): \(later)'s angle is below \(earlier)'s", pairs: try query.moments(ask)), [query])
        )
      }
    }
    return Self.blocks(
      claims, heading: "What the paper says", unit: "degrees",
      note: "Differences in pairs of equal seeds, which begin with the same weights and the same feedback.")
  }

  private func pictures(_ parts: [(method: String, runs: [Int64])], _ layers: [String]) throws -> [Report
    .Block]
  {
    try [.heading("Curves")]
      + layers.map { layer in
        let queries = parts.map { Query.angleCurve(layer, of: $0.runs, every: Self.perPoint) }
        let curves = try zip(parts, queries).map { part, query in
          Chart.Curve(
            label: part.method, look: Look(method: part.method, isDashed: Self.isSerial(part.method)),
            points: try points(query))
        }
        let chart = Chart(
          title: "\(layer), \(plan.datasetTitle)", xLabel: "iteration (points are means of \(Self.perPoint))",
          yLabel: "degrees", curves: curves, yRange: 0...0)
        return .picture(name: "angle-\(layer)", .chart(chart), queries)
      }
  }
}
