import Files
import Formats
import Foundation
import Store
import Tracking

/// An archive of a job that was read once and found whole: every file is there with its size and checksum.
///
///     let archive = try JobArchive(path: "job-7.tar")
///     let imported = try archive.importJob(into: store, weights: checkpoints)
package struct JobArchive {
  package let path: String
  /// The job with the ids that it had.
  package var job: Job { document.job }
  /// Stored points of all runs.
  package var points: Int { document.series.reduce(0) { $0 + $1.reduce(0) { $0 + $1.points } } }

  let document: JobDocument
  let manifest: Manifest
  let tar: ArchiveFiles

  /// - Throws: ``ArchiveError``.
  /// - Complexity: reads every byte of the file; `job.json`, `config.json` and the manifest are in memory.
  package init(path: String) throws(ArchiveError) {
    self.path = path
    tar = try ArchiveFiles(path: path)
    let contents = try Self.contents(of: tar)
    guard let manifest = contents.texts[ArchiveName.manifest] else {
      throw tar.damaged(
        ArchiveName.manifest, "this file at the archive's end",
        contents.files.isEmpty ? "no file at all" : "none")
    }
    self.manifest = try Manifest(manifest, path: path)
    try Self.compare(contents.files, with: self.manifest, tar)
    document = try Self.document(contents.texts, tar)
    try checkNames()
  }

  /// The files' sizes and checksums, and the texts of those that are read as a whole.
  private static func contents(
    of tar: ArchiveFiles
  ) throws(ArchiveError) -> (files: [String: Manifest.File], texts: [String: Data]) {
    var files: [String: Manifest.File] = [:]
    var texts: [String: Data] = [:]
    do {
      try tar.each { file in
        let (name, size) = (file.name, file.size)
        let limit = ArchiveName.limit(of: name)
        if let limit, size > limit { throw tar.damaged(name, "at most \(limit) bytes", "\(size)") }
        let digest = Digest.sha256
        var text = Data()
        try file.pieces { bytes in
          digest.add(bytes)
          if limit != nil { text.append(contentsOf: bytes) }
        }
        files[name] = Manifest.File(name: name, bytes: size, sha256: digest.finish())
        if limit != nil { texts[name] = text }
      }
    } catch let error as ArchiveError {
      throw error
    } catch {
      throw .unreadable(path: tar.path, reason: "\(error)")
    }
    files[ArchiveName.manifest] = nil
    return (files, texts)
  }

  private static func compare(
    _ files: [String: Manifest.File], with manifest: Manifest, _ tar: ArchiveFiles
  ) throws(ArchiveError) {
    for file in manifest.files {
      guard let found = files[file.name] else {
        throw tar.damaged(file.name, "\(file.bytes) bytes", "no such file")
      }
      guard found.bytes == file.bytes else {
        throw tar.damaged(file.name, "\(file.bytes) bytes", "\(found.bytes)")
      }
      guard found.sha256 == file.sha256 else {
        throw tar.damaged(file.name, "the SHA-256 \(file.sha256)", found.sha256)
      }
    }
    let listed = Set(manifest.files.map(\.name))
    guard listed.count == manifest.files.count,
      let other = files.keys.sorted().first(where: { !listed.contains($0) })
    else { return }
    throw tar.damaged(other, "only what the manifest lists", "this file too")
  }

  private static func document(_ texts: [String: Data], _ tar: ArchiveFiles) throws(ArchiveError)
    -> JobDocument
  {
    guard let job = texts[ArchiveName.job], let config = texts[ArchiveName.config],
      let configText = String(validating: config, as: UTF8.self), configText.hasPrefix("{"),
      (try? JSONValue(parsing: config)) != nil
    else {
      throw tar.damaged(ArchiveName.config, "job.json, and a config as a JSON object", "something else")
    }
    do {
      return try JobDocument(job, config: configText)
    } catch {
      throw tar.damaged(ArchiveName.job, "a job and its runs", "\(error)")
    }
  }

  /// The files have to be those of the job's runs.
  private func checkNames() throws(ArchiveError) {
    var expected: Set = [ArchiveName.job, ArchiveName.config]
    for (run, hasWeights) in zip(job.runs, document.hasWeights) {
      expected.insert(ArchiveName.points(of: run.id))
      if hasWeights { expected.insert(ArchiveName.weights(of: run.id)) }
    }
    for artifact in document.extras.flatMap(\.files) {
      expected.insert(ArchiveName.artifact(artifact.sha256))
    }
    let found = Set(manifest.files.map(\.name))
    if let missing = expected.subtracting(found).min() {
      throw tar.damaged(missing, "this file of a run of job.json", "none")
    }
    if let more = found.subtracting(expected).min() {
      throw tar.damaged(more, "files of the runs of job.json", "this one too")
    }
  }
}
