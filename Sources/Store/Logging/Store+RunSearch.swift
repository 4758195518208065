import GRDB
import Tracking

extension Store {
  /// A page of the runs of a search.
  ///
  /// - Parameters:
  ///   - offset: runs before the page.
  ///   - limit: runs of the page at most.
  /// - Returns: the runs, and whether there are more behind them.
  /// - Complexity: sorts all runs of the search for each page.
  package func runs(
    _ search: RunSearch, offset: Int, limit: Int
  ) throws -> (runs: [LoggedRun], hasMore: Bool) {
    let conditions = search.sqlConditions
    let order = search.sqlOrder
    return try pool.read { db in
      let ids = try Int64.fetchAll(
        db,
        sql: """
          SELECT runs.id FROM runs JOIN jobs ON jobs.id = runs.job_id
          WHERE \(conditions.sql) ORDER BY \(order.sql) LIMIT ? OFFSET ?
          """,
        arguments: conditions.arguments + order.arguments + [limit + 1, offset])
      let page = Array(ids.prefix(limit))
      let rows = try LoggedRunRow.fetch(db, page)
      let places = Dictionary(rows.map { ($0.run.id, $0) }) { first, _ in first }
      return (try loggedRuns(db, page.compactMap { places[$0] }), ids.count > limit)
    }
  }
}
