import GRDB
import Synchronization
import Tracking

/// Which values the configs of many jobs have, remembered from the first time that it is asked: a config of ours stays what it
/// is, but for the labels that are left out here, and one that params are added to has another version then.
final class ConfigIndex: Sendable {
  /// Keys that are different in every job, or say nothing about what was trained.
  private static let labels: Set = ["name", "experiment", "tags", "seed", "trials", "resources"]

  private struct Entry {
    var path: Int32
    var value: Int32
  }

  private struct State {
    var paths: [String: Int32] = [:]
    var names: [String] = []
    var values: [String: Int32] = [:]
    var jobs: [Int64: (version: Int, entries: [Entry])] = [:]

    mutating func add(_ job: Int64, version: Int, _ leaves: [(path: String, value: String)]) {
      // Somebody who reads an older state knows less.
      if let known = jobs[job], known.version > version { return }
      let entries = leaves.map { leaf in
        let path = paths[leaf.path] ?? Int32(names.count)
        if Int(path) == names.count {
          paths[leaf.path] = path
          names.append(leaf.path)
        }
        let value = values[leaf.value] ?? Int32(values.count)
        values[leaf.value] = value
        return Entry(path: path, value: value)
      }
      jobs[job] = (version, entries)
    }
  }

  private let state = Mutex(State())

  /// Paths that have more than one value among the jobs of a selection, in their order; not being there counts as one.
  ///
  /// - Complexity: the values of the selection's configs, once they are known.
  func varying(_ db: Database, _ selection: JobSelection) throws -> [JobFacets.Varying] {
    var conditions = selection.conditions
    conditions.add("jobs.deleted_at IS NULL")
    let versions = try Row.fetchAll(
      db,
      sql: """
        SELECT jobs.id, jobs.config_version FROM jobs JOIN experiments ON experiments.id = jobs.experiment_id
        WHERE \(conditions.sql)
        """,
      arguments: conditions.arguments
    ).map { (job: $0[0] as Int64, version: $0[1] as Int) }
    try learn(db, versions)
    return state.withLock { Self.varying($0, versions.map(\.job)) }
  }

  private func learn(_ db: Database, _ versions: [(job: Int64, version: Int)]) throws {
    let unknown = state.withLock { state in
      versions.filter { (state.jobs[$0.job]?.version ?? -1) < $0.version }.map(\.job)
    }
    guard !unknown.isEmpty else { return }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, config, config_version FROM jobs WHERE id IN (SELECT value FROM json_each(?))",
      arguments: [unknown.json])
    while let row = try rows.next() {
      var leaves: [(path: String, value: String)] = []
      ConfigScanner.scan(row["config"], skipping: Self.labels) { leaves.append((path: $0, value: $1)) }
      let (id, version, found) = (row["id"] as Int64, row["config_version"] as Int, leaves)
      state.withLock { $0.add(id, version: version, found) }
    }
  }

  private static func varying(_ state: State, _ ids: [Int64]) -> [JobFacets.Varying] {
    // Most keys have one value in all jobs: a set is made for the others alone.
    var first = [Int32](repeating: -1, count: state.names.count)
    var others = [Set<Int32>](repeating: [], count: state.names.count)
    var counts = [Int](repeating: 0, count: state.names.count)
    for id in ids {
      for entry in state.jobs[id]?.entries ?? [] {
        let path = Int(entry.path)
        counts[path] += 1
        if first[path] < 0 {
          first[path] = entry.value
        } else if first[path] != entry.value {
          others[path].insert(entry.value)
        }
      }
    }
    return state.names.indices.filter { counts[$0] > 0 }.compactMap { path in
      let values = 1 + others[path].count + (counts[path] < ids.count ? 1 : 0)
      return values > 1 ? JobFacets.Varying(state.names[path], values) : nil
    }.sorted { $0.key < $1.key }
  }
}
