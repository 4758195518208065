/// Whose files they are.
package enum ArtifactOwner: Sendable, Hashable {
  case run(Int64)
  /// A logged model, by its id.
  case model(String)
}

/// One file of a run or of a model.
package struct Artifact: Sendable, Equatable {
  /// With slashes between its parts; never a path of the file system's.
  package var path: String
  package var sha256: String
  package var bytes: Int

  package init(path: String, sha256: String, bytes: Int) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
  }
}

/// What is in a folder: files and folders by their names.
package struct ArtifactEntry: Sendable, Equatable {
  package var name: String
  /// nil for a folder.
  package var bytes: Int?
}
