import Concurrency
import Files
import Foundation
import Logging
import Tracking

/// The checkpoints of one run. One thread writes here, that of the run; any thread may read.
package struct CheckpointFolder: CheckpointStorage {
  package let path: String
  package let run: Int64
  package let log: Logger
  /// What is done when there is no room for a file; all other failures are final.
  var patience = RetryPolicy.never

  /// Checkpoints that are kept: one may turn out to be damaged.
  static let kept = 2
  private static let weightsName = "weights.safetensors"

  /// A checkpoint that was read and found whole.
  package struct Found: Sendable {
    /// Iterations that the run had behind it.
    package let step: Int
    package let file: SafetensorsFile

    package init(step: Int, file: SafetensorsFile) {
      self.step = step
      self.file = file
    }

    /// - Throws: ``CheckpointError``, ``FileError`` for one of another run.
    func check(belongsTo config: JobConfig, seed: UInt64) throws {
      let record = try CheckpointRecord(file)
      try record.check(file.path, belongsTo: config, seed: seed)
      guard record.step == step else {
        throw CheckpointError.foreign(
          path: file.path, what: "iteration", expected: "\(step)", found: "\(record.step)")
      }
    }
  }

  // MARK: Writing

  /// Writes a whole checkpoint; the newest two are kept. When this returns, it is on disk.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, or what `append` throws. Nothing has changed then. For lack
  ///   of room only when ``patience`` is at its end.
  package func write(
    step: Int, tensors: [(name: String, shape: [Int])], metadata: [String: String],
    append: (Int, SafetensorsWriter) throws -> Void
  ) throws {
    try write(to: file(of: step), tensors, metadata, append)
    // Those of later steps are what damage has made the run go back behind.
    for old in steps().filter({ $0 <= step }).dropFirst(Self.kept) { delete(file(of: old)) }
  }

  package func writeWeights(
    tensors: [(name: String, shape: [Int])], metadata: [String: String],
    append: (Int, SafetensorsWriter) throws -> Void
  ) throws {
    try write(to: weightsFile, tensors, metadata, append)
  }

  private func write(
    to path: String, _ tensors: [(name: String, shape: [Int])], _ metadata: [String: String],
    _ append: (Int, SafetensorsWriter) throws -> Void
  ) throws {
    try patience.only { ($0 as? FileError)?.isForLackOfRoom == true }.run {
      try Folder.make(self.path)
      let writer = try SafetensorsWriter(path: path, tensors: tensors, metadata: metadata)
      for index in tensors.indices { try append(index, writer) }
      try writer.finish()
    }
  }

  // MARK: Files from elsewhere

  /// Puts a file in the place of the checkpoint that it is sent as; the newest two are kept.
  ///
  /// - Parameters:
  ///   - temporary: it, in this folder and on disk; gone afterwards if nothing is thrown.
  ///   - config: nil where nothing can be compared.
  /// - Throws: ``FileError``, ``CheckpointError`` for a file that is damaged or of another run.
  func take(checkpoint temporary: String, step: Int, config: JobConfig?, seed: UInt64) throws {
    let file = try Self.checked(temporary)
    if let config { try Found(step: step, file: file).check(belongsTo: config, seed: seed) }
    try AtomicFile.place(temporary, at: self.file(of: step))
    for old in steps().filter({ $0 <= step }).dropFirst(Self.kept) { delete(self.file(of: old)) }
  }

  /// The same for the weights of a run that has come to its end.
  func take(weights temporary: String) throws {
    let file = try Self.checked(temporary)
    guard file.holdsOnlyWeights else {
      throw FileError.damaged(path: temporary, expected: "weights alone", found: "a checkpoint")
    }
    try AtomicFile.place(temporary, at: weightsFile)
  }

  static func checked(_ path: String) throws -> SafetensorsFile {
    let file = try SafetensorsFile(path: path)
    guard file.hasChecksum else {
      throw FileError.damaged(path: path, expected: "a checksum in its header", found: "none")
    }
    try file.checkTypes()
    try file.verify()
    return file
  }

  // MARK: Reading

  /// The newest checkpoint that is whole. One that is not is passed over, with a line in the log.
  ///
  /// - Parameter step: the newest that is wanted.
  /// - Complexity: reads every byte of the file that it returns.
  package func newest(upTo step: Int = .max) -> Found? {
    for candidate in steps() where candidate <= step {
      if let file = whole(file(of: candidate)) { return Found(step: candidate, file: file) }
    }
    return nil
  }

  /// The checkpoint of an iteration.
  ///
  /// - Throws: ``FileError`` for one that is not there, or not whole.
  package func found(at step: Int) throws -> Found {
    Found(step: step, file: try Self.checked(file(of: step)))
  }

  /// The newest checkpoint that is whole, if it is one of a run with this config and seed.
  ///
  /// - Parameters:
  ///   - config: nil where it cannot be read, and nothing can be compared.
  ///   - report: told why the newest one is of no use.
  package func newest(of config: JobConfig?, seed: UInt64, report: (any Error) -> Void) -> Found? {
    guard let found = newest() else { return nil }
    guard let config else { return found }
    do {
      try found.check(belongsTo: config, seed: seed)
      return found
    } catch {
      report(error)
      return nil
    }
  }

  /// The newest file that holds the run's weights, alone or among the rest of a checkpoint; nil when there is none.
  ///
  /// - Complexity: reads every byte of the file that it returns.
  package func newestWeights() -> SafetensorsFile? {
    // The second time is for a run that came to its end between the two looks.
    for _ in 0..<2 {
      if access(weightsFile, F_OK) == 0, let file = whole(weightsFile) { return file }
      if let found = newest() { return found.file }
    }
    return nil
  }

  /// Iterations of the checkpoints that are there, whole or not, the newest first.
  func steps() -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
      return Int(name.dropFirst("step-".count).dropLast(".safetensors".count))
    }.sorted(by: >)
  }

  private func whole(_ path: String) -> SafetensorsFile? {
    do {
      return try Self.checked(path)
    } catch {
      log.warning("run \(run): this checkpoint is passed over: \(error)")
      return nil
    }
  }

  // MARK: Clearing away

  /// Deletes what a run that goes on from `step` does not need: checkpoints of later iterations, which were found
  /// damaged, and what a process that died was writing. Before a run's first iteration it is everything.
  package func prepare(for step: Int) {
    guard step > 0 else { return remove() }
    for late in steps() where late > step { delete(file(of: late)) }
    AtomicFile.clearTemporaries(in: path)
  }

  /// Deletes the checkpoints that a run does not need any more once the database knows that it has ended so. Of one
  /// that succeeded the weights stay, of another the newest checkpoint.
  package func tidy(after status: Status) {
    switch status {
    case .succeeded: for step in steps() { delete(file(of: step)) }
    case .failed, .cancelled: for old in steps().dropFirst() { delete(file(of: old)) }
    case .queued, .running, .interrupted: break
    }
  }

  /// Deletes everything that is kept of the run.
  package func remove() {
    guard access(path, F_OK) == 0 else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      log.warning("run \(run): \(path) cannot be removed: \(error.localizedDescription)")
    }
  }

  private func delete(_ file: String) {
    if unlink(file) != 0 && errno != ENOENT {
      log.warning("run \(run): \(file) cannot be removed: \(String(cString: strerror(errno)))")
    }
  }

  package func file(of step: Int) -> String {
    (path as NSString).appendingPathComponent("step-\(step).safetensors")
  }

  package var weightsFile: String { (path as NSString).appendingPathComponent(Self.weightsName) }
}
