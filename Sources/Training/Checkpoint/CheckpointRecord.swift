import Files
import Learning

/// What a checkpoint says beside its tensors: whose it is and where in the run it was taken.
///
/// In the file it is metadata, which is text: sums of an epoch under way are written as bit patterns, so that what
/// comes back is the same number and not one near it.
struct CheckpointRecord: Equatable {
  /// Counted up when what a checkpoint holds, or what follows from it, changes.
  static let format = 1

  /// The run's config in canonical form, and its seed.
  var config: String
  var seed: UInt64
  /// The dataset's fingerprint.
  var dataset: String
  /// Iterations and epochs that the run has behind it.
  var step: Int
  var epoch: Int
  /// Of the epoch under way.
  var sums = Measurements()
  /// The learner's numbers that are no tensors.
  var scalars: [String: Double] = [:]

  /// Leads the names of what only a run that goes on needs.
  private static let resumeLead = "bearing.resume."
  private static let scalarLead = "bearing.resume.scalar."

  var metadata: [String: String] {
    var metadata = [
      "bearing.format": "\(Self.format)", "bearing.config": config, "bearing.seed": "\(seed)",
      "bearing.dataset": dataset, "bearing.step": "\(step)", "bearing.epoch": "\(epoch)",
      "bearing.resume.samples": "\(sums.samples)", "bearing.resume.loss": Self.text(sums.totalLoss),
      "bearing.resume.lowest_loss": Self.text(sums.lowestLoss),
      "bearing.resume.highest_loss": Self.text(sums.highestLoss),
      "bearing.resume.correct": Self.text(Double(sums.correct)),
      "bearing.resume.correct_in_five": Self.text(Double(sums.correctInFive)),
    ]
    for (name, value) in scalars { metadata[Self.scalarLead + name] = Self.text(value) }
    return metadata
  }

  /// Metadata of a file that holds the weights alone.
  static func ofWeights(_ metadata: [String: String]) -> [String: String] {
    metadata.filter { !$0.key.hasPrefix(resumeLead) }
  }

  /// - Throws: ``CheckpointError/foreign(path:what:expected:found:)`` for a file of another format version, or
  ///   ``FileError/damaged(path:expected:found:)`` for one that is no checkpoint.
  init(_ file: SafetensorsFile) throws {
    let reader = Reader(path: file.path, metadata: file.metadata)
    let format: Int = try reader.value("bearing.format") { Int($0) }
    guard format == Self.format else {
      throw CheckpointError.foreign(
        path: file.path, what: "format version", expected: "\(Self.format)", found: "\(format)")
    }
    config = try reader.value("bearing.config") { $0 }
    seed = try reader.value("bearing.seed") { UInt64($0) }
    dataset = try reader.value("bearing.dataset") { $0 }
    step = try reader.value("bearing.step", Self.count)
    epoch = try reader.value("bearing.epoch", Self.count)
    sums = Measurements(
      samples: try reader.value("bearing.resume.samples", Self.count),
      totalLoss: try reader.value("bearing.resume.loss", Self.number),
      // Checkpoints of earlier versions do not say: then nothing is known of the range.
      lowestLoss: try reader.optional("bearing.resume.lowest_loss", Self.number) ?? -.infinity,
      highestLoss: try reader.optional("bearing.resume.highest_loss", Self.number) ?? .infinity,
      correct: try reader.value("bearing.resume.correct", Self.samples),
      correctInFive: try reader.value("bearing.resume.correct_in_five", Self.samples))
    for key in file.metadata.keys where key.hasPrefix(Self.scalarLead) {
      scalars[String(key.dropFirst(Self.scalarLead.count))] = try reader.value(key, Self.number)
    }
  }

  init(
    config: String, seed: UInt64, dataset: String, step: Int, epoch: Int, sums: Measurements = Measurements(),
    scalars: [String: Double] = [:]
  ) {
    self.config = config
    self.seed = seed
    self.dataset = dataset
    self.step = step
    self.epoch = epoch
    self.sums = sums
    self.scalars = scalars
  }

  /// - Parameters:
  ///   - path: what an error calls the checkpoint.
  ///   - config: the run's; the checkpoint's may be of a version that knew fewer keys.
  /// - Throws: ``CheckpointError/foreign(path:what:expected:found:)`` when it is not one of a run with this config and
  ///   seed.
  func check(_ path: String, belongsTo config: JobConfig, seed: UInt64) throws(CheckpointError) {
    guard config.isSame(as: self.config) else {
      throw .foreign(path: path, what: "config", expected: config.canonicalText, found: self.config)
    }
    guard self.seed == seed else {
      throw .foreign(path: path, what: "seed", expected: "\(seed)", found: "\(self.seed)")
    }
  }

  private struct Reader {
    let path: String
    let metadata: [String: String]

    func value<Value>(_ key: String, _ read: (String) -> Value?) throws(FileError) -> Value {
      guard let text = metadata[key], let value = read(text) else {
        throw .damaged(
          path: path, expected: "\(key) in the metadata of a checkpoint", found: metadata[key] ?? "nothing")
      }
      return value
    }

    /// nil without the key, which earlier versions did not write.
    func optional<Value>(_ key: String, _ read: (String) -> Value?) throws(FileError) -> Value? {
      metadata[key] == nil ? nil : try value(key, read)
    }
  }

  private static func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }

  private static func number(_ text: String) -> Double? {
    UInt64(text, radix: 16).map { Double(bitPattern: $0) }
  }

  /// Samples, which are written as a number with a point would be.
  private static func samples(_ text: String) -> Int? { number(text).flatMap { Int(exactly: $0) } }

  private static func text(_ value: Double) -> String { String(value.bitPattern, radix: 16) }
}
