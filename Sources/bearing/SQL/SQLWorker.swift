import ArgumentParser
import Foundation
import Store
import WorkbenchAPI

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
