import GRDB
import Tracking

/// A page of a selection's runs, with all that charts need to know of them.
package struct SelectionPage: Sendable {
  /// One run, with what it measures.
  package struct Member: Sendable, Equatable, Identifiable {
    package var run: Run
    /// By the metric's name the layers that it is measured at, first to last; none for one of the whole network.
    package var measures: [String: [String]]

    package var id: Int64 { run.id }
  }

  /// Newest first.
  package var runs: Page<Member>
  /// The jobs of these runs, newest first.
  package var jobs: [Job]
  /// Runs of the selection; told with the first page alone.
  package var total: Int?

  /// Runs of a page at most.
  package static let maximumLimit = 2_000
}

extension Store {
  /// - Parameters:
  ///   - after: ``Page/next`` of the page before.
  ///   - limit: runs, 1 ... ``SelectionPage/maximumLimit``; brought into that range.
  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  package func runs(of selection: JobSelection, after: String? = nil, limit: Int) throws -> SelectionPage {
    let limit = min(max(limit, 1), SelectionPage.maximumLimit)
    let before = try Page<SelectionPage.Member>.before(after)
    var conditions = selection.runConditions
    conditions.add("jobs.deleted_at IS NULL")
    let from = """
      FROM runs JOIN jobs ON jobs.id = runs.job_id JOIN experiments ON experiments.id = jobs.experiment_id
      WHERE \(conditions.sql)
      """
    return try pool.read { db in
      let total =
        try after == nil
        ? Int.fetchOne(db, sql: "SELECT count(*) \(from)", arguments: conditions.arguments) : nil
      let runs = try Row.fetchAll(
        db, sql: "SELECT \(RunRow.columns) \(from) AND runs.id < ? ORDER BY runs.id DESC LIMIT ?",
        arguments: conditions.arguments + [before, limit + 1]
      ).map(RunRow.run)
      let measures = try measures(db, runs.map(\.id))
      let page = Page(
        runs.map { SelectionPage.Member(run: $0, measures: measures[$0.id] ?? [:]) }, limit: limit, id: \.id)
      let ids = Set(page.items.map(\.run.jobID)).sorted()
      let jobs = try JobRow.fetch(db, where: "jobs.id IN (SELECT value FROM json_each(?))", [ids.json])
      return SelectionPage(runs: page, jobs: jobs, total: total)
    }
  }

  /// By run, and by the metric's name, its layers in the order in which their series were made, which is the network's.
  private func measures(_ db: Database, _ runs: [Int64]) throws -> [Int64: [String: [String]]] {
    let series = try Row.fetchCursor(
      db,
      sql: """
        SELECT run_id, name, layer FROM series WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY id
        """,
      arguments: [runs.json])
    var measures: [Int64: [String: [String]]] = [:]
    while let row = try series.next() {
      let layer = (row[2] as String?).map { [$0] } ?? []
      measures[row[0], default: [:]][row[1], default: []] += layer
    }
    return measures
  }
}
