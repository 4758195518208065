import Files
import Foundation
import GRDB
import Synchronization
import Tracking

/// Files of runs and models: their names are rows, their bytes lie in the data directory by content. One process holds that
/// directory, and in it one thread at a time adds and removes files, so that none goes that somebody is about to name.
extension Store {
  private var folder: ArtifactFolder { ArtifactFolder(data: (path as NSString).deletingLastPathComponent) }

  /// Stores a file, in the place of one of the same path; it is on disk when this returns.
  ///
  /// - Throws: ``LoggingError``, or `FileError`.
  package func put(_ bytes: Data, at path: String, of owner: ArtifactOwner) throws {
    let sha256 = ArtifactFolder.sha256(of: bytes)
    try artifacts.withLock { _ in
      try folder.add(bytes, as: sha256)
      let old = try pool.write { db in
        try checkIsThere(db, owner)
        try checkIsFree(db, path, of: owner)
        let place = owner.place
        let old = try String.fetchOne(
          db, sql: "SELECT sha256 FROM artifacts WHERE \(place.sql) AND path = ?",
          arguments: place.arguments + [path])
        try db.execute(
          sql: "DELETE FROM artifacts WHERE \(place.sql) AND path = ?", arguments: place.arguments + [path])
        try Self.insert(db, Artifact(path: path, sha256: sha256, bytes: bytes.count), of: owner)
        return old
      }
      if let old { try removeUnused([old]) }
    }
  }

  /// An open file; it stays readable also when it is removed.
  ///
  /// - Throws: ``LoggingError/noSuchArtifact(_:)``, or `FileError`.
  package func artifact(at path: String, of owner: ArtifactOwner) throws -> OpenFile {
    try artifacts.withLock { _ in
      let place = owner.place
      let sha256 = try pool.read { db in
        try String.fetchOne(
          db, sql: "SELECT sha256 FROM artifacts WHERE \(place.sql) AND path = ?",
          arguments: place.arguments + [path])
      }
      guard let sha256 else { throw LoggingError.noSuchArtifact(path) }
      return try OpenFile(path: folder.path(of: sha256))
    }
  }

  /// Puts the bytes of a file where its digest says, for one who stores its row in the same import; see
  /// ``importJob(_:place:_:)``.
  ///
  /// - Parameter fill: gives the file's bytes to its argument, piece by piece.
  /// - Throws: `FileError.damaged` when the bytes are others, or what `fill` throws.
  package func takeIn(
    artifact: Artifact, _ fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    try folder.add(as: artifact.sha256, count: artifact.bytes, fill)
  }

  /// The file of a digest that some row names.
  ///
  /// - Throws: `FileError`.
  package func file(of artifact: Artifact) throws -> OpenFile {
    try OpenFile(path: folder.path(of: artifact.sha256))
  }

  /// Every file of somebody, by path.
  package func artifacts(of owner: ArtifactOwner) throws -> [Artifact] {
    try pool.read { try Self.artifacts($0, of: owner) }
  }

  /// The files and folders right in a folder, by name.
  ///
  /// - Parameter folder: empty for the root.
  package func entries(in folder: String, of owner: ArtifactOwner) throws -> [ArtifactEntry] {
    let lead = folder.isEmpty ? "" : folder + "/"
    var entries: [String: ArtifactEntry] = [:]
    for artifact in try artifacts(of: owner) where artifact.path.hasPrefix(lead) {
      let rest = artifact.path.dropFirst(lead.count)
      let name = String(rest.prefix { $0 != "/" })
      let isFolder = name.count < rest.count
      if entries[name] == nil || isFolder {
        entries[name] = ArtifactEntry(name: name, bytes: isFolder ? nil : artifact.bytes)
      }
    }
    return entries.values.sorted { $0.name < $1.name }
  }

  /// Removes a file, or a folder with all that is in it; the root if it is empty. What is not there is as good as removed.
  package func removeArtifacts(at path: String, of owner: ArtifactOwner) throws {
    try artifacts.withLock { _ in
      let removed = try pool.write { db in
        let place = owner.place
        let isMeant = "(?1 = '' OR path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '/')"
        return try String.fetchAll(
          db, sql: "DELETE FROM artifacts WHERE \(isMeant) AND \(place.sql) RETURNING sha256",
          arguments: [path] + place.arguments)
      }
      try removeUnused(removed)
    }
  }

  /// Removes files that nobody names any more, such as those of processes that died.
  package func removeUnusedArtifacts() throws {
    try artifacts.withLock { _ in try removeUnused(folder.all()) }
  }

  /// The same of some files, by their digests.
  func removeUnusedArtifacts(among digests: [String]) throws {
    try artifacts.withLock { _ in try removeUnused(digests) }
  }

  /// Removes those of some files that no row names. With the lock held.
  private func removeUnused(_ candidates: [String]) throws {
    if candidates.isEmpty { return }
    let used = try pool.read { db in
      try String.fetchSet(
        db, sql: "SELECT sha256 FROM artifacts WHERE sha256 IN (SELECT value FROM json_each(?))",
        arguments: [candidates.json])
    }
    for sha256 in candidates where !used.contains(sha256) { folder.remove(sha256) }
  }

  private func checkIsThere(_ db: Database, _ owner: ArtifactOwner) throws {
    switch owner {
    case .run(let id): _ = try WritableRun(db, id)
    case .model(let id):
      let isThere = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT * FROM logged_models WHERE id = ? AND NOT is_deleted)",
        arguments: [id])
      guard isThere == true else { throw LoggingError.noSuchModel(id) }
    }
  }

  /// A path is a file's or a folder's, as it will be where it is downloaded.
  private func checkIsFree(_ db: Database, _ path: String, of owner: ArtifactOwner) throws {
    let place = owner.place
    let other = try String.fetchOne(
      db,
      sql: """
        SELECT path FROM artifacts WHERE path <> ?1 AND \(place.sql)
          AND (substr(path, 1, length(?1) + 1) = ?1 || '/' OR substr(?1, 1, length(path) + 1) = path || '/') LIMIT 1
        """,
      arguments: [path] + place.arguments)
    if let other { throw LoggingError.occupied(path: path, by: other) }
  }

  static func insert(_ db: Database, _ artifact: Artifact, of owner: ArtifactOwner) throws {
    let (run, model): (Int64?, String?) =
      switch owner {
      case .run(let id): (id, nil)
      case .model(let id): (nil, id)
      }
    try db.execute(
      sql: """
        INSERT INTO artifacts (run_id, model_id, path, sha256, bytes, created_at)
        VALUES (?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        """,
      arguments: [run, model, artifact.path, artifact.sha256, artifact.bytes])
  }

  static func artifacts(_ db: Database, of owner: ArtifactOwner) throws -> [Artifact] {
    let place = owner.place
    return try Row.fetchAll(
      db, sql: "SELECT path, sha256, bytes FROM artifacts WHERE \(place.sql) ORDER BY path",
      arguments: place.arguments
    ).map { Artifact(path: $0[0], sha256: $0[1], bytes: $0[2]) }
  }
}

extension ArtifactOwner {
  fileprivate var place: (sql: String, arguments: StatementArguments) {
    switch self {
    case .run(let id): ("run_id = ?", [id])
    case .model(let id): ("model_id = ?", [id])
    }
  }
}
