import Archives
import ArgumentParser
import Foundation
import Logging
import Store
import Tracking

/// `bearing import FILE...`: takes jobs of other data directories in.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Read archives of jobs into a data directory.",
    discussion: """
      An archive is what GET /api/v1/jobs/{id}/archive gives:
        curl -OJ http://127.0.0.1:8080/api/v1/jobs/7/archive
        bearing import job-7.tar --data DIR
      Each becomes a new job, with new numbers; a file that is imported twice becomes two. A file that is not whole changes
      nothing.
      """)

  @Argument(help: "Archives of jobs.")
  var files: [String]

  @OptionGroup var dataOption: DataOption

  @OptionGroup var migrationsOption: MigrationsOption

  func run() throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    // All of them are looked at before anything is changed.
    let archives = try files.map { try JobArchive(path: DataOptions.absolute($0)) }
    let directory = try DataDirectory(
      dataOption.directory, migrations: migrationsOption.migrations, log: Logger(label: "bearing"))
    let imported = Result {
      for archive in archives {
        let job = try LockedDatabase.patiently(directory.store.path) {
          try archive.importJob(into: directory.store, weights: directory.checkpoints)
        }
        print(Self.report(archive, job), terminator: "")
      }
    }
    try directory.close()
    try imported.get()
  }

  /// Old numbers and new ones.
  private static func report(_ archive: JobArchive, _ job: Job) -> String {
    let name = (archive.path as NSString).lastPathComponent
    var text = "\(name): job \(archive.job.id) -> \(job.id), \(archive.points) points, \"\(job.name)\"\n"
    for old in archive.job.runs {
      guard let run = job.runs.first(where: { $0.trial == old.trial }) else { continue }
      let why = run.message.map { ": \($0)" } ?? ""
      text += "  run \(old.id) -> \(run.id), \(run.status.rawValue)\(why)\n"
    }
    return text
  }
}
