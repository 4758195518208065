import GRDB
import Tracking

/// What has to be known of a run before something is written to it: for every single point, so no more than that.
struct WritableRun {
  let id: Int64
  let job: Int64
  let isExternal: Bool
  let status: Status
  /// The last step that is stored, at least 0.
  let step: Int
  /// How many there will be; 0 where nobody has said so.
  let steps: Int

  /// - Throws: ``LoggingError``, for a deleted one too.
  init(_ db: Database, _ id: Int64) throws {
    let find = try RawStatement(db, Self.sql)
    find.bind(1, Int(id))
    defer { find.reset() }
    guard try find.step() else { throw LoggingError.noSuchRun(RunSearch.text(ofRun: id)) }
    guard find.isNull(1) else { throw LoggingError.deletedRun(id) }
    self.id = id
    job = Int64(find.int(0))
    isExternal = find.int(2) == 1
    status = Status.allCases[find.int(3)]
    step = find.int(4)
    steps = find.int(5)
  }

  private static let sql = """
    SELECT jobs.id, jobs.deleted_at, runs.owner = 'outside', CASE runs.status \(cases) END, runs.step, runs.steps
    FROM runs JOIN jobs ON jobs.id = runs.job_id WHERE runs.id = ? AND \(LoggedRunRow.isVisible)
    """
  private static let cases = Status.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
    .joined(separator: " ")

  /// Refuses what is trained here.
  ///
  /// - Parameter change: what was to be done.
  func checkIsExternal(to change: String) throws {
    guard isExternal else { throw LoggingError.trainedHere(run: id, to: change) }
  }
}
