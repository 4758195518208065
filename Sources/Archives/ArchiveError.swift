/// What can be wrong with an archive of a job. Each case says where, what was expected and what was found.
package enum ArchiveError: Error, Equatable {
  /// The system would not open or read the file.
  case unreadable(path: String, reason: String)
  /// The file is no archive of a job, or not whole any more; `entry` is the file in it where that shows.
  case damaged(path: String, entry: String?, expected: String, found: String)
  /// The archive has a format that this program does not know.
  case version(path: String, found: Int, known: Int)
}

extension ArchiveError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): expected a readable file, found: \(reason); check the path and its permissions"
    case .damaged(let path, let entry, let expected, let found):
      "\(path)\(entry.map { ", \($0)" } ?? ""): expected \(expected), found \(found); get the archive again from"
        + " GET /api/v1/jobs/{id}/archive"
    case .version(let path, let found, let known):
      "\(path): expected an archive of format \(known), found format \(found); import it with the version of bearing"
        + " that its manifest.json names, or a later one"
    }
  }
}
