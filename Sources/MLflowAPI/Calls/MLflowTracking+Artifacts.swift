import Formats
import Foundation
import HTTPServer
import Store

/// Files of runs and of models, as the proxied artifacts of MLflow: `mlflow-artifacts:/EXPERIMENT/RUN/artifacts/PATH`. The path
/// is a name in a table; no file of ours is ever called by it.
extension MLflowTracking {
  /// The longest file.
  package static let artifactLimit = 128 << 20
  /// Bytes of a path.
  private static let longestPath = 1_000

  var artifactCalls: [Call] {
    [
      Call(
        .put, "/mlflow-artifacts/artifacts/{path...}", "Store a file of a run or a model", pace: .bulk,
        bodyLimit: Self.artifactLimit
      ) { request in
        let place = try Self.place(request.parameters["path"] ?? "")
        guard !place.path.isEmpty else { throw MLflowError.invalid("The path of a file may not end here.") }
        try store.put(request.body, at: place.path, of: place.owner)
        return .json(Data("{}".utf8))
      },
      Call(.get, "/mlflow-artifacts/artifacts/{path...}", "The bytes of a file") { request in
        let place = try Self.place(request.parameters["path"] ?? "")
        return .download(try store.artifact(at: place.path, of: place.owner))
      },
      Call(.get, "/mlflow-artifacts/artifacts", "The files and folders in a folder") { request in
        let fields = try Fields(request)
        return .json(try entries(in: fields.text("path") ?? ""))
      },
      Call(.delete, "/mlflow-artifacts/artifacts/{path...}", "Remove a file, or a folder with all in it") {
        request in
        let place = try Self.place(request.parameters["path"] ?? "")
        try store.removeArtifacts(at: place.path, of: place.owner)
        return .json(Data("{}".utf8))
      },
      Call(.get, "/mlflow/artifacts/list", "The files and folders in a folder of a run") { request in
        let fields = try Fields(request)
        let id = try fields.run()
        guard let run = try store.loggedRun(id) else {
          throw LoggingError.noSuchRun(RunSearch.text(ofRun: id))
        }
        let folder = try fields.text("path") ?? ""
        try Self.check(
          folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init), folder)
        let entries = try store.entries(in: folder, of: .run(id))
        let root = "\(run.artifactRoot)/\(RunSearch.text(ofRun: id))/artifacts"
        return .json(Self.json(entries, lead: folder.isEmpty ? "" : folder + "/", root: root))
      },
    ]
  }

  private func entries(in path: String) throws -> Data {
    let place = try Self.place(path)
    return Self.json(try store.entries(in: place.path, of: place.owner), lead: "", root: nil)
  }

  /// - Parameters:
  ///   - lead: what stands before each name.
  ///   - root: where all of them are, if that is told.
  private static func json(_ entries: [ArtifactEntry], lead: String, root: String?) -> Data {
    var text = JSONText()
    text.object { text in
      if let root { text.member("root_uri", root) }
      if entries.isEmpty { return }
      text.key("files")
      text.array(entries) { text, entry in
        text.object { text in
          text.member("path", lead + entry.name)
          text.key("is_dir")
          text.bool(entry.bytes == nil)
          if let bytes = entry.bytes { text.member("file_size", bytes) }
        }
      }
    }
    return text.data
  }

  /// Whose file is meant, and which: `7/00000000000000000000000000000018/artifacts/plots/loss.png`, or
  /// `7/models/m-…/artifacts/…`.
  ///
  /// - Throws: ``MLflowError`` for what is no such path.
  private static func place(_ text: String) throws -> (owner: ArtifactOwner, path: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    try check(parts, text)
    if parts.count >= 4, parts[1] == "models", parts[3] == "artifacts" {
      return (.model(parts[2]), parts[4...].joined(separator: "/"))
    }
    guard parts.count >= 3, parts[2] == "artifacts", Int64(parts[0]) != nil else {
      throw MLflowError.invalid(
        "Invalid path: expected EXPERIMENT/RUN/artifacts/…, found \"\(text.prefix(200))\".")
    }
    guard let run = RunSearch.run(parts[1]) else { throw LoggingError.noSuchRun(parts[1]) }
    return (.run(run), parts[3...].joined(separator: "/"))
  }

  private static func check(_ parts: [String], _ text: String) throws {
    if text.isEmpty { return }
    let isBad = parts.contains { ["", ".", ".."].contains($0) || $0.contains("#") || $0.contains("\\") }
    guard !isBad, text.utf8.count <= longestPath else {
      throw MLflowError.invalid(
        "Invalid path: expected parts with / between them, none of them empty, . or .., without # and \\, at most"
          + " \(longestPath) bytes, found \"\(text.prefix(200))\".")
    }
  }
}
