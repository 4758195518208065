import ArgumentParser
import Foundation
import Store
import WorkbenchAPI

/// `bearing sql QUERY`: asks the database of a data directory, whether a server runs on it or not.
struct SQLQuery: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, json
  }

  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "Ask the database in SQL. It is only read.",
    discussion: """
      bearing sql "select method, runs, test_accuracy_mean from results"
      bearing sql - < query.sql
      """)

  @Argument(help: ArgumentHelp("One SELECT; - reads it from standard input.", valueName: "QUERY"))
  var query: String

  @OptionGroup var dataOption: DataOption

  @Option(help: "How to print the rows.")
  var format = Format.table

  @Option(help: "Rows at most, up to 100000.")
  var limit = SQLConsole.defaultRows

  @Option(help: "Seconds that the query may take.")
  var seconds = 60.0

  /// Memory for sorting, grouping and temporary tables.
  private static let memory = 2 << 30

  func validate() throws {
    guard (1...SQLConsole.mostRows).contains(limit) else {
      throw ValidationError("--limit must be from 1 to \(SQLConsole.mostRows), found \(limit)")
    }
    guard seconds > 0, seconds <= 86_400 else {
      throw ValidationError("--seconds must be above 0 and at most 86400, found \(seconds)")
    }
  }

  func run() throws {
    let path = (dataOption.directory as NSString).appendingPathComponent(Store.fileName)
    let text = query == "-" ? try Self.standardInput() : query
    SQLConsole.limitMemory(of: Self.memory)
    let result: SQLResult
    do {
      result = try LockedDatabase.patiently(path) {
        try SQLConsole(path: path, seconds: seconds).run(text, limit: limit)
      }
    } catch let error as SQLError {
      var explanation = error.explanation(of: text)
      if case .tooSlow = error { explanation += ", or give it more time with --seconds N" }
      throw Failure(explanation)
    }
    Self.sayWhatOnlyClaimsToRun(in: dataOption.directory)
    let output =
      switch format {
      case .table: Data(SQLTable(result).text.utf8)
      case .csv: result.csv(lineEnd: "\n")
      case .json: result.json + Data("\n".utf8)
      }
    try FileHandle.standardOutput.write(contentsOf: output)
    if result.isTruncated {
      let more = limit < SQLConsole.mostRows ? "; more with --limit N, up to \(SQLConsole.mostRows)" : ""
      LockedDatabase.say("only the first \(result.rows.count) rows\(more)")
    }
  }

  /// Of a server that died: nobody has told the database yet.
  private static func sayWhatOnlyClaimsToRun(in directory: String) {
    let orphans = DirectoryInspection.orphans(in: directory)
    guard !orphans.isEmpty else { return }
    LockedDatabase.say(
      "\(RunList.text(orphans)) only \(orphans.count == 1 ? "claims" : "claim") to be running: no process trains on "
        + "\(directory). The next start takes them up again: bearing serve")
  }

  private static func standardInput() throws -> String {
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Failure("standard input is not UTF-8 text; save the query as UTF-8")
    }
    return text
  }
}

/// `bearing sql-worker`: the process in which the server runs one query, which comes on standard input. Nobody types
/// it, so no help shows it.
struct SQLWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql-worker", abstract: "Run one query for a server.", shouldDisplay: false)

  /// What SQLite may have for sorting, grouping and temporary tables.
  private static let memory = 256 << 20
  /// What the whole process may have, with the program itself and the rows.
  private static let processMemory = 1 << 30

  @Option var database: String
  @Option var seconds: Double
  @Option var limit: Int
  @Option var format: SQLRequest.Format

  func run() throws {
    SQLConsole.limitMemory(of: Self.memory)
    Self.bound(__rlimit_resource_t(RLIMIT_DATA.rawValue), to: Self.processMemory)
    // For the case that the server is gone and cannot end this process any more.
    Self.bound(__rlimit_resource_t(RLIMIT_CPU.rawValue), to: Int(seconds) + 30)
    Self.bound(__rlimit_resource_t(RLIMIT_CORE.rawValue), to: 0)
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    let request = SQLRequest(query: String(decoding: data, as: UTF8.self), limit: limit, format: format)
    let reply = SQLReply(to: request, from: SQLConsole(path: database, seconds: seconds))
    try FileHandle.standardOutput.write(contentsOf: reply.data)
  }

  private static func bound(_ resource: __rlimit_resource_t, to value: Int) {
    var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
    setrlimit(resource, &limit)
  }
}

extension SQLRequest.Format: ExpressibleByArgument {}
