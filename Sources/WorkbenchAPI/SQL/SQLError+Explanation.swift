import Formats
import Store

extension SQLError {
  /// What it is over HTTP.
  package var status: Int {
    switch self {
    case .noDatabase, .cannotOpen: 500
    case .locked: 503
    case .notAllowed: 403
    case .tooSlow: 408
    case .empty, .severalStatements, .nul, .parameter, .bad, .unknownName, .tooMuchMemory, .tooLong: 400
    }
  }

  /// What is wrong and what to type instead, in one line.
  ///
  /// - Parameter query: that was asked.
  package func explanation(of query: String) -> String {
    switch self {
    case .noDatabase(let path):
      "there is no database at \(path); give the data directory with --data DIR, or start one with: bearing serve"
    case .cannotOpen(let path, let reason): "cannot read \(path): \(reason)"
    case .locked(let path): "\(StoreError.locked(path: path))"
    case .empty: "the query is empty; try: select * from results"
    case .severalStatements: "there is another statement behind the first; send one at a time"
    case .nul: "the query has a NUL character in it; take it out"
    case .parameter: "the query has a parameter (? or :name) and nothing to put there; write the value itself"
    case .bad(let message, let line, let column):
      message + (line.map { " (line \($0), column \(column ?? 1))" } ?? "")
    case .unknownName(let name, let kind, let known):
      "no such \(kind.rawValue): \(name)\(Self.hint(name, kind, known, query))"
    case .notAllowed(let reason): "not allowed: \(reason)"
    case .tooSlow(let seconds):
      "the query was not done after \(seconds.formatted) s; narrow it: name runs (where run_id = 1), a metric "
        + "(and metric = 'loss') or steps (and step > 1000)"
    case .tooMuchMemory(let bytes):
      "the query needs more than \(bytes >> 20) MiB of memory; narrow it, or sort and group fewer rows"
    case .tooLong(let bytes):
      "a value or a row is longer than \(bytes >> 20) MiB; ask for parts of it with substr(value, 1, 1000)"
    }
  }

  private static func hint(_ name: String, _ kind: NameKind, _ known: [String], _ query: String) -> String {
    // With the quotes off: `"loss"` is the column loss to SQL.
    let bare = name.filter { $0 != "\"" }
    if kind == .column, query.contains("\"\(bare)\"") { return "; a text stands in single quotes: '\(bare)'" }
    let last = bare.split(separator: ".").last.map(String.init) ?? bare
    if let nearest = Spelling.nearest(to: last, in: known) { return "; did you mean \"\(nearest)\"?" }
    return kind == .table ? "; there are: \(known.joined(separator: ", "))" : ""
  }
}

extension Double {
  /// Without a fraction that says nothing: 5, 0.5.
  fileprivate var formatted: String { self == rounded() ? String(Int(self)) : String(self) }
}
