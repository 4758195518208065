import Formats
import Learning
import Statistics

/// A question to the database whose answer stands in a report, beside it.
package struct Query: Sendable, Hashable {
  package let sql: String

  /// One that gives `n`, `mean` and `sd`.
  ///
  /// - Parameter values: a SELECT of a column `v`.
  private static func moments(of values: String) -> String {
    """
    with finals as (\(values))
    select count(v) as n, avg(v) as mean, sqrt(sum((v - m) * (v - m)) / (count(v) - 1)) as sd
    from finals, (select avg(v) as m from finals)
    """
  }

  private static func list(_ runs: [Int64]) -> String { runs.map(String.init).joined(separator: ", ") }

  /// The last value of a measure that is a fraction, in per cent, over runs: `n`, `mean`, `sd`.
  static func final(_ measure: Measure, of runs: [Int64]) -> Query {
    Query(
      sql: moments(
        of: """
          select 100 * last_value as v from series join series_totals on series_id = series.id
            where name = '\(measure.name)' and run_id in (\(list(runs)))
          """))
  }

  /// A measure that is a fraction, in per cent, by epoch: `epoch`, `n`, `mean`, `sd`.
  static func epochs(_ measure: Measure, of runs: [Int64]) -> Query {
    Query(
      sql: """
        select epoch, count(value) as n, avg(100 * value) as mean,
          sqrt(max(0, sum(1e4 * value * value) - count(value) * avg(100 * value) * avg(100 * value)) / (count(value) - 1)) as sd
        from metrics where metric = '\(measure.name)' and run_id in (\(list(runs)))
        group by epoch order by epoch
        """)
  }

  /// Layers in the order of the network: `layer`.
  static func layers(of runs: [Int64]) -> Query {
    Query(
      sql: """
        select layer from series where name = '\(Measure.angle.name)' and run_id in (\(list(runs))) group by layer order by min(id)
        """)
  }

  /// A layer's angle over each run's last epoch, degrees: `n`, `mean`, `sd` over the runs.
  static func angle(_ layer: String, of runs: [Int64]) -> Query {
    Query(sql: moments(of: "select avg(degrees) as v from (\(lastEpoch(layer, runs))) group by run_id"))
  }

  /// By how many degrees one layer's angle over the last epoch is above another's, in pairs of equal seeds: `n`, `mean`,
  /// `sd` over the pairs.
  static func difference(
    _ layer: String, of runs: [Int64], less other: String, of others: [Int64]
  ) -> Query {
    Query(
      sql: moments(
        of: """
          select a.v - b.v as v
          from (select seed, avg(degrees) as v from (\(lastEpoch(layer, runs))) group by run_id) as a
          join (select seed, avg(degrees) as v from (\(lastEpoch(other, others))) group by run_id) as b using (seed)
          """))
  }

  /// Every layer's angle over the last epoch, and by how much it is below that of other runs with the same seeds, degrees:
  /// `layer`, `mean`, `gain`.
  static func angles(of runs: [Int64], below others: [Int64]) -> Query {
    func means(_ runs: [Int64]) -> String {
      """
      (select layer, angles.seed, avg(degrees) as v from angles join runs on runs.id = run_id
          where run_id in (\(list(runs))) and angles.step > runs.step - runs.steps_per_epoch group by run_id, layer)
      """
    }
    return Query(
      sql: """
        select layer, avg(a.v) as mean, avg(b.v - a.v) as gain
        from \(means(runs)) as a
        join \(means(others)) as b using (layer, seed)
        group by layer order by layer
        """)
  }

  private static func lastEpoch(_ layer: String, _ runs: [Int64]) -> String {
    """
    select run_id, angles.seed, degrees from angles join runs on runs.id = run_id
      where run_id in (\(list(runs))) and layer = '\(layer)' and angles.step > runs.step - runs.steps_per_epoch
    """
  }

  /// A layer's angle in rows of so many iterations, degrees: `step` of the middle, `n`, `mean`, `sd` over the runs.
  static func angleCurve(_ layer: String, of runs: [Int64], every: Int) -> Query {
    Query(
      sql: """
        select bin * \(every) + \((every + 1) / 2) as step, count(v) as n, avg(v) as mean,
          sqrt(max(0, sum(v * v) - count(v) * avg(v) * avg(v)) / (count(v) - 1)) as sd
        from (select run_id, (step - 1) / \(every) as bin, avg(degrees) as v from angles
          where run_id in (\(list(runs))) and layer = '\(layer)' group by run_id, bin)
        group by bin order by bin
        """)
  }

  /// How long runs took: `runs`, `hours` under training, `first` and `last` time.
  static func time(of runs: [Int64]) -> Query {
    Query(
      sql: """
        select count(*) as runs, sum(seconds) / 3600 as hours, min(started_at) as first, max(finished_at) as last
        from runs where id in (\(list(runs)))
        """)
  }

  /// Where runs were trained: `environment` as JSON, `threads`, `runs`.
  static func places(of runs: [Int64]) -> Query {
    Query(
      sql: """
        select environment, threads, count(*) as runs from runs where id in (\(list(runs)))
        group by environment, threads order by min(id)
        """)
  }
}

/// Asks a database.
package typealias Ask = (_ sql: String) throws -> [[JSONValue]]

extension Query {
  /// The sample that a query of `n`, `mean` and `sd` tells of; nil of none.
  func moments(_ ask: Ask) throws -> Moments? {
    guard let row = try ask(sql).first, row.count >= 3, let count = row[0].integer, count > 0,
      let mean = row[1].double
    else { return nil }
    return Moments(count: count, mean: mean, deviation: row[2].double)
  }
}
