import GRDB
import Tracking

extension JobFilter {
  var conditions: Conditions {
    var conditions = Conditions()
    if let status { conditions.add("jobs.status = ?", [status.rawValue]) }
    if let experiment { conditions.add("experiments.name = ?", [experiment]) }
    if let tag {
      let readings = tag.readings
      let either =
        readings.isEmpty ? "FALSE" : readings.map { _ in "key = ? AND value = ?" }.joined(separator: " OR ")
      conditions.add(
        "jobs.id IN (SELECT job_id FROM job_tags WHERE \(either))",
        StatementArguments(readings.flatMap { [$0.key, $0.value] }))
    }
    return conditions
  }
}

/// Which runs to list; nil means any.
package struct RunFilter: Sendable, Equatable {
  package var job: Int64?
  package var status: Status?
  package var experiment: String?
  package var method: String?

  package init(job: Int64? = nil, status: Status? = nil, experiment: String? = nil, method: String? = nil) {
    self.job = job
    self.status = status
    self.experiment = experiment
    self.method = method
  }

  var conditions: Conditions {
    var conditions = Conditions()
    if let job { conditions.add("runs.job_id = ?", [job]) }
    if let status { conditions.add("runs.status = ?", [status.rawValue]) }
    if let experiment { conditions.add("experiments.name = ?", [experiment]) }
    if let method { conditions.add("jobs.method = ?", [method]) }
    return conditions
  }
}

/// Conditions that all have to hold, as SQL.
struct Conditions {
  private var parts: [String] = []
  private(set) var arguments = StatementArguments()

  var sql: String { parts.joined(separator: " AND ") }

  mutating func add(_ sql: String, _ arguments: StatementArguments) {
    parts.append(sql)
    self.arguments += arguments
  }
}
