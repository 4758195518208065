import Files
import Foundation
import Synchronization
import Tracking

/// Files of runs that are trained elsewhere, which come in parts: checkpoints, and the weights of one that has come to its end.
///
/// A file is checked before it takes its place, and is on disk then. Parts come in their order; one that was sent before changes
/// nothing. What had come of a file when the process ended is sent anew.
package final class CheckpointUploads: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Everything to go on from.
    case checkpoint
    case weights
  }

  /// Which file a part is of.
  package struct File: Sendable, Hashable {
    package var key: LeaseKey
    package var kind: Kind
    /// Iterations that the run had behind it.
    package var step: Int
    /// Of the whole file.
    package var bytes: Int

    package init(key: LeaseKey, kind: Kind, step: Int, bytes: Int) {
      self.key = key
      self.kind = kind
      self.step = step
      self.bytes = bytes
    }
  }

  /// How much of a file is there.
  package struct Receipt: Sendable, Equatable {
    package var received: Int
    /// Whether it has taken its place.
    package var isComplete: Bool
  }

  /// The longest part, in bytes.
  package static let longestPart = 8 << 20
  /// The longest file, in bytes.
  package static let longestFile = 1 << 40

  private let library: CheckpointLibrary
  /// By run: there is one file of a run under way at most.
  private let uploads = Mutex<[Int64: Upload]>([:])

  package init(into library: CheckpointLibrary) { self.library = library }

  /// Takes a part of a file.
  ///
  /// - Parameters:
  ///   - offset: where in the file it belongs. If that is not where the file is to go on, nothing is taken.
  ///   - config: of the run's job, to check the whole file against, asked for with its last part; nil where it cannot be read
  ///     here.
  ///   - seed: the run's.
  /// - Returns: where the file is to go on.
  /// - Throws: ``FileError``, ``CheckpointError`` for a file that is not what it is sent as. Nothing of it is kept then.
  package func take(
    _ part: Data, at offset: Int, of file: File, config: () -> JobConfig?, seed: UInt64
  ) throws -> Receipt {
    let upload = try upload(of: file)
    return try upload.state.withLock { state in
      guard !state.isComplete, offset == state.received, !part.isEmpty || file.bytes == 0 else {
        return Receipt(received: state.received, isComplete: state.isComplete)
      }
      do {
        try upload.write(part, at: offset)
        state.received += part.count
        guard state.received >= file.bytes else {
          return Receipt(received: state.received, isComplete: false)
        }
        try place(upload, file, config: config(), seed: seed)
        state.isComplete = true
        return Receipt(received: state.received, isComplete: true)
      } catch {
        state.received = 0
        throw error
      }
    }
  }

  /// Forgets what has come of a run's file.
  package func end(_ run: Int64) { uploads.withLock { $0[run] = nil } }

  private func upload(of file: File) throws -> Upload {
    try uploads.withLock { uploads in
      if let known = uploads[file.key.run], known.file == file { return known }
      // Another one of the run that had not come to its end: its worker has gone on since.
      let folder = library.folder(of: file.key.run)
      let upload = try Upload(file, in: folder.path)
      uploads[file.key.run] = upload
      return upload
    }
  }

  private func place(_ upload: Upload, _ file: File, config: JobConfig?, seed: UInt64) throws {
    let folder = library.folder(of: file.key.run)
    do {
      switch file.kind {
      case .checkpoint:
        try folder.take(checkpoint: upload.path, step: file.step, config: config, seed: seed)
      case .weights: try folder.take(weights: upload.path)
      }
    } catch FileError.damaged(_, let expected, let found) {
      // Its sender knows of no path of ours.
      throw FileError.damaged(path: Self.label, expected: expected, found: found)
    } catch CheckpointError.foreign(_, let what, let expected, let found) {
      throw CheckpointError.foreign(path: Self.label, what: what, expected: expected, found: found)
    }
  }

  private static let label = "the file"

  /// A file that comes.
  private final class Upload: Sendable {
    struct State {
      var received = 0
      var isComplete = false
    }

    let file: File
    /// Among the temporary files of its folder.
    let path: String
    let state = Mutex(State())
    private let descriptor: Int32

    init(_ file: File, in folder: String) throws {
      self.file = file
      try Folder.make(folder)
      path = AtomicFile.temporaryPath(in: folder)
      descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError.unwritable(path: path, reason: .last) }
    }

    deinit {
      close(descriptor)
      // Where it has taken its place, nothing is there.
      unlink(path)
    }

    func write(_ part: Data, at offset: Int) throws {
      let written = part.withUnsafeBytes { SystemCall.write(descriptor, $0, at: offset) }
      guard written == part.count else { throw FileError.unwritable(path: path, reason: .last) }
      if offset + written >= file.bytes, fsync(descriptor) != 0 {
        throw FileError.unwritable(path: path, reason: .last)
      }
    }
  }
}
