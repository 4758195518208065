import Tracking
import Files
import Foundation

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
      let written = try SafetensorsFile(path: folder.weightsFile)
      guard written.hasChecksum, written.holdsOnlyWeights else {
        throw FileError.damaged(
          path: folder.weightsFile, expected: "weights alone, with a checksum in their header",
          found: "something else")
      }
      try written.checkTypes()
      try written.verify()
    } catch {
      folder.remove()
      throw error
    }
  }

  package func remove(weightsOf run: Int64) { folder(of: run).remove() }
}
