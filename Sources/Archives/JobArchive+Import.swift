import Store
import Tracking
import Training

extension JobArchive {
  /// Stores the job with new ids, and its weights as those of its runs: all of it, or nothing if anything is wrong.
  ///
  /// Runs that had not ended are `cancelled`, with a message: see ``Store/importJob(_:_:)``. An archive that is imported
  /// twice makes two jobs.
  ///
  /// - Parameter checkpoints: of the same data directory as the store, whose lock the caller has.
  /// - Returns: the job as it is stored; its runs are in the order of ``job``'s.
  /// - Throws: ``ArchiveError``, or what keeps the database or the disk from taking it.
  /// - Complexity: O(points + weights); reads the file once more.
  package func importJob(into store: Store, checkpoints: CheckpointLibrary) throws -> Job {
    var begun: [Int64] = []
    do {
      return try store.importJob(job) { entry in
        // In the order of the archive's runs, which need not be that of their trials.
        let runs = job.runs.map { run in entry.job.runs.first { $0.trial == run.trial }! }
        begun = runs.map(\.id)
        try fill(entry, runs, checkpoints)
      }
    } catch {
      for run in begun { checkpoints.folder(of: run).remove() }
      throw error
    }
  }

  private func fill(_ entry: JobImport, _ runs: [Run], _ checkpoints: CheckpointLibrary) throws {
    let files = Dictionary(manifest.files.map { ($0.name, $0) }) { first, _ in first }
    let weights = Dictionary(zip(job.runs.map { ArchiveName.weights(of: $0.id) }, runs.indices)) { first, _ in
      first
    }
    let points = Dictionary(zip(job.runs.map { ArchiveName.points(of: $0.id) }, runs.indices)) { first, _ in
      first
    }
    try tar.files { file in
      let name = file.name
      let digest = Digest()
      if let index = weights[name] {
        do {
          try checkpoints.takeIn(weightsOf: runs[index].id) { take in
            try file.pieces { bytes in
              digest.add(bytes)
              try take(bytes)
            }
          }
        } catch CheckpointError.damaged(_, let expected, let found) {
          throw tar.damaged(name, expected, found)
        }
      } else if let index = points[name] {
        try addPoints(from: file, of: document.series[index], to: runs[index], entry, digest)
      } else {
        return
      }
      // The file may have changed since it was checked.
      let sum = digest.finish()
      guard sum == files[name]?.sha256 else {
        throw tar.damaged(name, "the SHA-256 \(files[name]?.sha256 ?? "")", sum)
      }
    }
  }

  private func addPoints(
    from file: TarReader.File, of series: [JobDocument.Series], to run: Run, _ entry: JobImport,
    _ digest: Digest
  ) throws {
    // All of them, those without a point too, in the order in which they were made: lists of layers follow it.
    let ids = try series.map { try entry.series(of: $0.metric, in: run) }
    let take = { (index: Int, points: [(step: Int, value: Double)]) in
      try entry.append(points.map { Point(series: ids[index], step: $0.step, value: $0.value) }, to: run)
    }
    var parser = PointsParser(series)
    do {
      try file.pieces { bytes in
        digest.add(bytes)
        try parser.add(bytes, take)
      }
      try parser.finish(take)
    } catch let trouble as PointsParser.Trouble {
      throw tar.damaged("\(file.name) line \(trouble.line)", trouble.expected, trouble.found)
    }
  }
}
