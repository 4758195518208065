import Formats
import Foundation
import Store

/// What an archive says about itself: its format, who wrote it when, and what the other files have to be.
struct Manifest: Equatable {
  /// Counted up when a reader of this format would misunderstand what is written.
  static let format = 2
  /// Those that are read: before 2 points had no times, and runs neither params nor files.
  static let known = 1...format

  struct File: Equatable {
    var name: String
    var bytes: Int
    /// 64 hexadecimal digits in lower case.
    var sha256: String

    static let shape = JSONShape<File>([
      .text("name", \.name, maxLength: 200),
      .integer("bytes", \.bytes, from: 0, to: .max),
      .text("sha256", \.sha256, maxLength: 64),
    ])
  }

  /// The program's name and version.
  var program: String
  /// Seconds since 1970.
  var createdAt: Double
  var files: [File]

  var json: JSONValue { Self.shape.json(self) }

  private static let shape = JSONShape<Manifest>([
    .init(
      "format", .integer, write: { _ in .integer(format) },
      read: { reader, _ in _ = reader.integer("format", in: known, "of the archive") }),
    .text("program", \.program, maxLength: 200),
    .time("created_at", \.createdAt),
    .list("files", \.files, of: File.shape, blank: File(name: "", bytes: 0, sha256: ""), count: 3...30_000),
  ])

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
      if let format = value["format"]?.integer, !Self.known.contains(format) {
        throw ArchiveError.version(path: path, found: format, known: Self.format)
      }
      let reader = ConfigReader(value)
      var manifest = Manifest(program: "", createdAt: 0, files: [])
      Self.shape.read(reader, into: &manifest)
      try reader.end()
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
}
