import Formats
import Foundation
import Store

/// What an archive says about itself: its format, who wrote it when, and what the other files have to be.
struct Manifest: Equatable {
  /// Counted up when a reader of this format would misunderstand what is written.
  static let format = 1

  struct File: Equatable {
    var name: String
    var bytes: Int
    /// 64 hexadecimal digits in lower case.
    var sha256: String
  }

  /// The program's name and version.
  var program: String
  /// Seconds since 1970.
  var createdAt: Double
  var files: [File]

  var json: JSONValue {
    [
      "format": .integer(Self.format), "program": .string(program),
      "created_at": .string(Timestamp.text(createdAt)),
      "files": .array(
        files.map {
          ["name": .string($0.name), "bytes": .integer($0.bytes), "sha256": .string($0.sha256)]
        }),
    ]
  }

  init(program: String, createdAt: Double, files: [File]) {
    self.program = program
    self.createdAt = createdAt
    self.files = files
  }

  /// - Parameter path: what an error calls the archive.
  /// - Throws: ``ArchiveError``.
  init(_ text: Data, path: String) throws(ArchiveError) {
    let read = Result { () throws -> Manifest in
      let value = try JSONValue(parsing: text)
      // Before anything else: another format may have other keys.
      if let format = value["format"]?.integer, format != Self.format {
        throw ArchiveError.version(path: path, found: format, known: Self.format)
      }
      let reader = ConfigReader(value)
      let manifest = Self.read(reader)
      reader.reportUnknownKeys()
      try reader.throwProblems()
      return manifest
    }
    do {
      self = try read.get()
    } catch let error as ArchiveError {
      throw error
    } catch {
      throw .damaged(
        path: path, entry: ArchiveName.manifest, expected: "the manifest of a job's archive",
        found: "\(error)")
    }
  }

  private static func read(_ reader: ConfigReader) -> Manifest {
    _ = reader.integer("format", in: Self.format...Self.format, "of the archive")
    return Manifest(
      program: reader.text("program", maxLength: 200, "who wrote it"),
      createdAt: reader.time("created_at", "when") ?? 0,
      files: reader.objectList("files", count: 3...10_000, "the others") { file in
        File(
          name: file.text("name", maxLength: 200, "its path"),
          bytes: file.integer("bytes", in: 0 ... .max, "its size"),
          sha256: file.text("sha256", maxLength: 64, "its checksum"))
      })
  }
}
