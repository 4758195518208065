import Files
import Foundation
import Logging
import Tracking

/// The checkpoints of all runs of a data directory, each run's in a folder of its own:
///
///     <data>/checkpoints/run-7/step-1200.safetensors     everything to go on from iteration 1200
///     <data>/checkpoints/run-7/weights.safetensors       what a run that succeeded has learned
package struct CheckpointLibrary: Sendable {
  /// `<data>/checkpoints`; made when the first checkpoint is written.
  package let path: String
  private let log: Logger

  /// - Parameters:
  ///   - data: the data directory.
  ///   - log: told what was passed over and why.
  package init(data: String, log: Logger) {
    path = (data as NSString).appendingPathComponent("checkpoints")
    self.log = log
  }

  /// - Parameter run: the run's id in the database.
  package func folder(of run: Int64) -> CheckpointFolder {
    CheckpointFolder(path: (path as NSString).appendingPathComponent("run-\(run)"), run: run, log: log)
  }

  /// Gives a file with a run's newest weights, and nothing but weights, to `body`. It may be gone afterwards: what
  /// `body` opens stays readable.
  ///
  /// - Returns: what `body` returns, or nil when there are no weights yet.
  /// - Throws: ``CheckpointError``, or what `body` throws.
  /// - Complexity: reads every byte of the file; while a run is under way, copies its weights.
  package func withWeights<Value>(of run: Int64, _ body: (_ path: String) throws -> Value) throws -> Value? {
    guard let file = folder(of: run).newestWeights() else { return nil }
    if file.holdsOnlyWeights { return try body(file.path) }
    // On the disk of the checkpoints, which has room for such files, and not in memory, which /tmp may be.
    let copy = AtomicFile.temporaryPath(in: path)
    defer { unlink(copy) }
    try file.copyWeights(to: copy)
    return try body(copy)
  }

  /// Deletes what processes that died have left: unfinished files, checkpoints that a run does not need any more whose
  /// end the database knows, and whatever lies under the number of a run that the database does not have: the next run
  /// that gets the number would hand it out as its own. To be called by the one who holds the data directory, before
  /// anything is written there.
  ///
  /// - Parameter status: of the run with an id; nil for one that does not exist.
  /// - Throws: what `status` throws.
  /// - Complexity: lists every run's folder.
  package func clear(status: (Int64) throws -> Status?) rethrows {
    AtomicFile.clearTemporaries(in: path)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      guard name.hasPrefix("run-"), let run = Int64(name.dropFirst("run-".count)) else { continue }
      let folder = folder(of: run)
      guard let status = try status(run) else {
        log.notice("\(folder.path) belongs to no run of this database, and is removed")
        folder.remove()
        continue
      }
      AtomicFile.clearTemporaries(in: folder.path)
      if !folder.steps().isEmpty { folder.tidy(after: status) }
    }
  }
}

/// Weights that come from another data directory, and room for files on their way out.
extension CheckpointLibrary: WeightsLibrary {
  /// A path that nothing has yet, on the disk that has room for checkpoints; the folder is there. What a process that died
  /// leaves there is cleared at the next start.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func scratchPath() throws -> String {
    try Folder.make(path)
    return AtomicFile.temporaryPath(in: path)
  }

  /// Puts a file of weights in the place of a run's weights, checked and on disk. Nothing else of that run is kept.
  ///
  /// - Parameter fill: gives the file's bytes to its argument, piece by piece.
  /// - Throws: ``FileError``, also for a file that is no weights file of ours, or what `fill` throws. Nothing
  ///   is left then.
  package func takeIn(
    weightsOf run: Int64, _ fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let folder = folder(of: run)
    folder.remove()
    do {
      try Folder.make(folder.path)
      let file = try AtomicFile(path: folder.weightsFile)
      var offset = 0
      try fill { bytes in
        try file.write(bytes, at: offset)
        offset += bytes.count
      }
      try file.commit(durably: true)
      let written = try CheckpointFolder.checked(folder.weightsFile)
      guard written.holdsOnlyWeights else {
        throw FileError.damaged(path: folder.weightsFile, expected: "weights alone", found: "a checkpoint")
      }
    } catch {
      folder.remove()
      throw error
    }
  }

  package func remove(weightsOf run: Int64) { folder(of: run).remove() }
}
