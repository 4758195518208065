import Files
import Store
import Tracking

extension JobArchive {
  /// Stores the job with new ids, and its weights as those of its runs: all of it, or nothing if anything is wrong.
  ///
  /// Runs that had not ended are `cancelled`, with a message: see ``Store/importJob(_:place:_:)``. An archive that is imported
  /// twice makes two jobs.
  ///
  /// - Parameter weights: of the same data directory as the store, whose lock the caller has.
  /// - Returns: the job as it is stored; its runs are in the order of ``job``'s.
  /// - Throws: ``ArchiveError``, or what keeps the database or the disk from taking it.
  /// - Complexity: O(points + weights); reads the file twice more.
  package func importJob(into store: Store, weights: any WeightsLibrary) throws -> Job {
    var taken: [Int64] = []
    do {
      return try store.importJob(job) { stored in
        taken = stored.runs.map(\.id)
        try placeWeights(of: runs(as: stored), in: weights)
        try placeArtifacts(in: store)
      } _: { entry in
        let runs = runs(as: entry.job)
        try addPoints(to: runs, entry)
        for (run, extras) in zip(runs, document.extras) { try entry.add(extras, to: run) }
      }
    } catch {
      for run in taken { weights.remove(weightsOf: run) }
      throw error
    }
  }

  /// The stored job's runs in the order of the archive's, which need not be that of their trials.
  private func runs(as stored: Job) -> [Run] {
    job.runs.map { run in stored.runs.first { $0.trial == run.trial }! }
  }

  private func placeWeights(of runs: [Run], in weights: any WeightsLibrary) throws {
    try files(called: ArchiveName.weights) { file, index, digest in
      do {
        try weights.takeIn(weightsOf: runs[index].id) { take in
          try file.pieces { bytes in
            digest.add(bytes)
            try take(bytes)
          }
        }
      } catch FileError.damaged(_, let expected, let found) {
        throw tar.damaged(file.name, expected, found)
      }
    }
  }

  private func placeArtifacts(in store: Store) throws {
    let known = document.extras.flatMap(\.files).map { (ArchiveName.artifact($0.sha256), $0) }
    let artifacts = Dictionary(known) { first, _ in first }
    try tar.each { file in
      guard let artifact = artifacts[file.name] else { return }
      do {
        try store.takeIn(artifact: artifact) { take in try file.pieces(take) }
      } catch FileError.damaged(_, let expected, let found) {
        throw tar.damaged(file.name, expected, found)
      }
    }
  }

  private func addPoints(to runs: [Run], _ entry: JobImport) throws {
    try files(called: ArchiveName.points) { file, index, digest in
      try addPoints(from: file, of: document.series[index], to: runs[index], entry, digest)
    }
  }

  /// Goes through one file of each run.
  ///
  /// - Parameters:
  ///   - name: what it is called, by the run's id in the archive.
  ///   - body: reads it, and adds its bytes to the digest; told the run's place in the archive.
  private func files(
    called name: (Int64) -> String, _ body: (ArchiveFiles.File, Int, Digest) throws -> Void
  ) throws {
    let sums = Dictionary(manifest.files.map { ($0.name, $0.sha256) }) { first, _ in first }
    let places = Dictionary(zip(job.runs.map { name($0.id) }, job.runs.indices)) { first, _ in first }
    try tar.each { file in
      guard let index = places[file.name] else { return }
      let digest = Digest.sha256
      try body(file, index, digest)
      // The file may have changed since it was checked.
      let sum = digest.finish()
      guard sum == sums[file.name] else {
        throw tar.damaged(file.name, "the SHA-256 \(sums[file.name] ?? "")", sum)
      }
    }
  }

  private func addPoints(
    from file: ArchiveFiles.File, of series: [JobDocument.Series], to run: Run, _ entry: JobImport,
    _ digest: Digest
  ) throws {
    // All of them, those without a point too, in the order in which they were made: lists of layers follow it.
    let ids = try series.map { try entry.series(of: $0.metric, in: run) }
    let take = { (index: Int, points: [PointsParser.Entry]) in
      try entry.append(
        points.map { Point(series: ids[index], step: $0.step, value: $0.value, at: $0.at) }, to: run)
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
