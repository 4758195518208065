import Files
import Formats
import Foundation
import Store
import Tracking

/// Makes one file of a job: config, runs, every stored point, the newest weights. See ``ArchiveName`` for what is in it.
///
/// It lives between the store, which has the points and knows neither JSON nor weights, and the training, which has
/// those and may not know the store.
package struct JobArchiver: Sendable {
  let store: Store
  let weights: any WeightsLibrary
  /// The program's name and version, for the manifest.
  let program: String

  package init(store: Store, weights: any WeightsLibrary, program: String) {
    self.store = store
    self.weights = weights
    self.program = program
  }

  /// Gives a file with the archive of a job to `body`. It is gone afterwards: what `body` opens stays readable.
  ///
  /// The job may be under way: points and progress are those of one moment, the weights those of the newest checkpoint
  /// before it.
  ///
  /// - Returns: what `body` returns.
  /// - Throws: ``TrackingError/noSuchJob(_:)``, ``FileError/unwritable(path:reason:)``, or what `body` throws.
  /// - Complexity: O(points + weights) in time and on the disk of the weights; some 100 kB of memory.
  package func withArchive<Value>(of id: Int64, _ body: (_ path: String) throws -> Value) throws -> Value {
    guard let job = try store.job(id) else { throw TrackingError.noSuchJob(id) }
    let file = try ScratchFile(path: weights.scratchPath())
    let now = Date().timeIntervalSince1970
    let tar = try TarWriter(file, folder: "job-\(id)", time: now)
    // Weights first: every point of theirs is stored by the time that the points are looked at.
    let hasWeights = try job.runs.map { try addWeights(of: $0.id, to: tar) }
    try store.withSnapshot(ofJob: id) { try add($0, hasWeights, to: tar) }
    let manifest = Manifest(
      program: program, createdAt: now,
      files: tar.files.map { Manifest.File(name: $0.name, bytes: $0.bytes, sha256: $0.sha256) })
    try tar.add(ArchiveName.manifest, Array(manifest.json.canonicalText.utf8))
    try tar.finish()
    return try body(file.path)
  }

  private func addWeights(of run: Int64, to tar: TarWriter) throws -> Bool {
    try weights.withWeights(of: run) { path in
      let file = try OpenFile(path: path)
      try tar.add(ArchiveName.weights(of: run), descriptor: file.descriptor, size: file.size)
      return true
    } ?? false
  }

  private func add(_ snapshot: JobSnapshot, _ hasWeights: [Bool], to tar: TarWriter) throws {
    let job = snapshot.job
    let series = try job.runs.map { try snapshot.series(of: $0.id) }
    let extras = try job.runs.map { try snapshot.extras(of: $0.id) }
    let document = JobDocument(
      job: job, series: series.map { $0.map { JobDocument.Series(metric: $0.metric, points: $0.points) } },
      hasWeights: hasWeights, extras: extras)
    try tar.add(ArchiveName.job, Array(document.json.canonicalText.utf8))
    try tar.add(ArchiveName.config, Array(job.config.utf8))
    for (run, series) in zip(job.runs, series) {
      // A tar wants a file's size before its bytes.
      let points = try ScratchFile(path: weights.scratchPath())
      try points.append { $0 += PointsParser.header.utf8 }
      for one in series {
        let lines = CSVSeries(of: one.metric)
        try snapshot.points(of: one) { step, value, at in
          try points.append { lines.append(step, value, at: at, to: &$0) }
        }
      }
      try points.flush()
      try tar.add(ArchiveName.points(of: run.id), descriptor: points.descriptor, size: points.size)
    }
    try addArtifacts(extras.flatMap(\.files), to: tar)
  }

  /// Each content once, whoever has it.
  private func addArtifacts(_ artifacts: [Artifact], to tar: TarWriter) throws {
    var added: Set<String> = []
    for artifact in artifacts where added.insert(artifact.sha256).inserted {
      let file = try store.file(of: artifact)
      try tar.add(ArchiveName.artifact(artifact.sha256), descriptor: file.descriptor, size: file.size)
    }
  }
}
