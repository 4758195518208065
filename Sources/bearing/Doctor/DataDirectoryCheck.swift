import Foundation
import Store

/// The data directory: who uses it, and whether its database is whole and of this version.
struct DataDirectoryCheck {
  let directory: String
  let migrations: String?
  let inspection: DirectoryInspection

  init(directory: String, migrations: String?) {
    self.directory = directory
    self.migrations = migrations
    inspection = DirectoryInspection(directory)
  }

  /// When the newest job was made, in seconds since 1970.
  var newestJob: Double? { (try? inspection.database?.get())?.newestJob }

  func findings() -> [Finding] {
    guard FileManager.default.fileExists(atPath: directory) else {
      return [.ok("no data directory yet; bearing serve will make \(directory)")]
    }
    return [mode(), lock()] + database()
  }

  private func mode() -> Finding {
    var status = stat()
    guard stat(directory, &status) == 0, status.st_mode & 0o077 != 0 else {
      return .ok("\(directory) is for you alone")
    }
    return .warn("\(directory) can be read by others of this machine", "type: chmod 700 \(directory)")
  }

  private func lock() -> Finding {
    guard let holder = inspection.holder else { return .ok("no process trains on \(directory)") }
    return .ok("process \(holder) trains on \(directory)")
  }

  private func database() -> [Finding] {
    let path = directory + "/" + Store.fileName
    switch inspection.database {
    case nil: return [.ok("no database yet in \(directory)")]
    case .failure(let error): return [.fail("\(error)", "look at it with: sqlite3 \(path)")]
    case .success(let contents):
      let whole =
        contents.damage.isEmpty
        ? Finding.ok("\(path) is whole: \(contents.jobs) job(s)")
        : .fail(
          "\(path) is damaged: \(contents.damage[0])",
          "move it away and save what can be read: sqlite3 \(path) .recover | sqlite3 new.sqlite")
      return [whole, schema(contents.migrations)] + orphans()
    }
  }

  private func orphans() -> [Finding] {
    let runs = inspection.orphans
    guard !runs.isEmpty else { return [] }
    return [
      .warn(
        "\(RunList.text(runs)) \(runs.count == 1 ? "claims" : "claim") to be running, and no process trains on \(directory)",
        "the next start takes \(runs.count == 1 ? "it" : "them") up again; type: bearing serve")
    ]
  }

  private func schema(_ applied: [String]) -> Finding {
    let known: [String]
    do {
      known = try Store.migrations(
        in: Installation.folder("migrations", given: migrations))
    } catch {
      return .fail("the migrations cannot be read: \(error)", "give their folder with --migrations DIR")
    }
    let last = applied.last ?? "none"
    if let unknown = applied.first(where: { !known.contains($0) }) {
      return .fail(
        "the database has \(unknown), which this version does not know",
        "use the version of bearing that made it")
    }
    let missing = known.count - applied.count
    return missing == 0
      ? .ok("schema \(last), the newest")
      : .ok("schema \(last); the next start brings it forward by \(missing) migration(s)")
  }
}

/// Runs as a sentence names them.
enum RunList {
  private static let most = 10

  /// `run 7`, or `runs 1, 2, 3`; of many the first ones, and how many more there are.
  static func text(_ runs: [Int64]) -> String {
    let names = runs.prefix(most).map(String.init).joined(separator: ", ")
    let more = runs.count > most ? " and \(runs.count - most) more" : ""
    return (runs.count == 1 ? "run " : "runs ") + names + more
  }
}
