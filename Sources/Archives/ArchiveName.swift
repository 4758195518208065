/// The files that an archive may hold, all of them in one folder:
///
///     job-7/run-12/weights.safetensors     the newest weights of run 12, if it had any
///     job-7/job.json                       the job and its runs
///     job-7/config.json                    the config, byte for byte as the database has it
///     job-7/run-12/points.csv              every stored point of run 12
///     job-7/artifacts/9f86d08188…          a file that somebody logged, called by its SHA-256
///     job-7/manifest.json                  the others' sizes and checksums, and who wrote them
enum ArchiveName {
  static let manifest = "manifest.json"
  static let job = "job.json"
  static let config = "config.json"
  private static let pointsEnd = "points.csv"
  private static let weightsEnd = "weights.safetensors"

  static func points(of run: Int64) -> String { "run-\(run)/\(pointsEnd)" }
  static func weights(of run: Int64) -> String { "run-\(run)/\(weightsEnd)" }
  static func artifact(_ sha256: String) -> String { artifactsLead + sha256 }
  private static let artifactsLead = "artifacts/"

  /// The most bytes that are read into memory of a file that has to be read as a whole; nil for one that need not be.
  static func limit(of name: String) -> Int? {
    switch name {
    case config: 1 << 20
    case manifest, job: 16 << 20
    default: nil
    }
  }

  /// Whether there is such a file in an archive, whatever its runs are.
  static func isKnown(_ name: String) -> Bool {
    if limit(of: name) != nil { return true }
    if name.hasPrefix(artifactsLead) { return isDigest(name.dropFirst(artifactsLead.count)) }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].hasPrefix("run-"), let run = Int64(parts[0].dropFirst(4)), run > 0 else {
      return false
    }
    return name == points(of: run) || name == weights(of: run)
  }

  /// Whether a text is a SHA-256 in lower case: what a file of ours may be called by.
  static func isDigest(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
