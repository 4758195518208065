import Files
import Foundation

/// Files by their content: what is called by its SHA-256 is there once, whoever has it.
///
///     DATA/artifacts/9f/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
struct ArtifactFolder: Sendable {
  private let root: String

  /// - Parameter data: the data directory.
  init(data: String) { root = data + "/artifacts" }

  func path(of sha256: String) -> String { "\(root)/\(sha256.prefix(2))/\(sha256)" }

  static func sha256(of bytes: Data) -> String {
    let digest = Digest.sha256
    bytes.withUnsafeBytes { digest.add($0) }
    return digest.finish()
  }

  /// Puts bytes where their digest says, whole and on disk, unless they are there.
  ///
  /// - Throws: `FileError`.
  func add(_ bytes: Data, as sha256: String) throws {
    try add(as: sha256, count: bytes.count) { take in try bytes.withUnsafeBytes { try take($0) } }
  }

  /// - Parameter fill: gives the bytes to its argument, piece by piece.
  /// - Throws: `FileError.damaged` when they are others, or what `fill` throws.
  func add(
    as sha256: String, count: Int, _ fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let path = path(of: sha256)
    var status = stat()
    if stat(path, &status) == 0, Int(status.st_size) == count {
      try fill { _ in }
      return
    }
    try Folder.make(Folder.of(path))
    let file = try AtomicFile(path: path)
    let digest = Digest.sha256
    var end = 0
    try fill { bytes in
      digest.add(bytes)
      try file.write(bytes, at: end)
      end += bytes.count
    }
    let found = digest.finish()
    guard found == sha256, end == count else {
      throw FileError.damaged(path: path, expected: "the SHA-256 \(sha256)", found: found)
    }
    try file.commit(durably: true)
  }

  func remove(_ sha256: String) { unlink(path(of: sha256)) }

  /// Every digest that there is a file of; what processes that died have left unfinished is removed.
  func all() -> [String] {
    let manager = FileManager.default
    let folders = (try? manager.contentsOfDirectory(atPath: root)) ?? []
    return folders.flatMap { folder in
      AtomicFile.clearTemporaries(in: "\(root)/\(folder)")
      return (try? manager.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
    }.filter { $0.utf8.count == 64 }
  }
}
