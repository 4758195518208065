import Formats
import Foundation
import Store
import Tracking
import Training

/// Makes one file of a job: config, runs, every stored point, the newest weights. See ``ArchiveName`` for what is in it.
///
/// It lives between the store, which has the points and knows neither JSON nor checkpoints, and the training, which has
/// those and may not know the store.
package struct JobArchiver: Sendable {
  let store: Store
  let checkpoints: CheckpointLibrary
  /// The program's name and version, for the manifest.
  let program: String

  package init(store: Store, checkpoints: CheckpointLibrary, program: String) {
    self.store = store
    self.checkpoints = checkpoints
    self.program = program
  }

  /// Gives a file with the archive of a job to `body`. It is gone afterwards: what `body` opens stays readable.
  ///
  /// The job may be under way: points and progress are those of one moment, the weights those of the newest checkpoint
  /// before it.
  ///
  /// - Returns: what `body` returns.
  /// - Throws: ``TrackingError/noSuchJob(_:)``, ``ArchiveError/unwritable(path:reason:)``, or what `body` throws.
  /// - Complexity: O(points + weights) in time and on the disk of the checkpoints; some 100 kB of memory.
  package func withArchive<Value>(of id: Int64, _ body: (_ path: String) throws -> Value) throws -> Value {
    guard let job = try store.job(id) else { throw TrackingError.noSuchJob(id) }
    let file = try ScratchFile(path: checkpoints.scratchPath())
    let now = Date().timeIntervalSince1970
    let tar = try TarWriter(file, folder: "job-\(id)", time: now)
    // Weights first: every point of theirs is stored by the time that the points are looked at.
    let hasWeights = try job.runs.map { try addWeights(of: $0.id, to: tar) }
    try store.withSnapshot(ofJob: id) { try add($0, hasWeights, to: tar) }
    let manifest = Manifest(program: program, createdAt: now, files: tar.files)
    try tar.add(ArchiveName.manifest, Array(manifest.json.canonicalText.utf8))
    try tar.finish()
    return try body(file.path)
  }

  private func addWeights(of run: Int64, to tar: TarWriter) throws -> Bool {
    try checkpoints.withWeights(of: run) { path in
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw ArchiveError.unreadable(path: path, reason: String(cString: strerror(errno)))
      }
      defer { close(descriptor) }
      var status = stat()
      fstat(descriptor, &status)
      try tar.add(ArchiveName.weights(of: run), descriptor: descriptor, size: Int(status.st_size))
      return true
    } ?? false
  }

  private func add(_ snapshot: JobSnapshot, _ hasWeights: [Bool], to tar: TarWriter) throws {
    let job = snapshot.job
    let series = try job.runs.map { try snapshot.series(of: $0.id) }
    let document = JobDocument(
      job: job, series: series.map { $0.map { JobDocument.Series(metric: $0.metric, points: $0.points) } },
      hasWeights: hasWeights)
    try tar.add(ArchiveName.job, Array(document.json.canonicalText.utf8))
    try tar.add(ArchiveName.config, Array(job.config.utf8))
    for (run, series) in zip(job.runs, series) {
      // A tar wants a file's size before its bytes.
      let points = try ScratchFile(path: checkpoints.scratchPath())
      try points.append { $0 += PointsCSV.header.utf8 }
      for one in series {
        let lead = PointsCSV.lead(of: one.metric)
        try snapshot.points(of: one) { step, value in
          try points.append { PointsCSV.append(step, value, lead: lead, to: &$0) }
        }
      }
      try points.flush()
      try tar.add(ArchiveName.points(of: run.id), descriptor: points.descriptor, size: points.size)
    }
  }
}
