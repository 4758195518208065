import Compute

/// Writes one sample as the network sees it: its bytes, transformed and normalised.
///
/// What is random about it is drawn from the stream `.augmentation` at the sample's position in the run, never from a
/// shared one, so that the bits do not depend on who writes when.
struct SampleWriter: Sendable {
  /// The shape of what is written.
  let shape: SampleShape

  private let split: DatasetSplit
  private let seed: UInt64
  /// Nil when there is nothing to do.
  private let pipeline: TransformPipeline?
  /// [channels, 256]
  private let table: [Float]

  /// - Throws: ``DatasetError/badSetting(name:expected:found:)``.
  init(
    _ split: DatasetSplit, seed: UInt64, normalization: Normalization, transforms: [Transform]
  ) throws(DatasetError) {
    self.split = split
    self.seed = seed
    table = try normalization.table(channels: split.shape.channels)
    pipeline = transforms.isEmpty ? nil : try TransformPipeline(transforms, input: split.shape)
    shape = pipeline?.shape ?? split.shape
  }

  /// The memory that one worker needs.
  ///
  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  func makeScratch() throws(DatasetError) -> TransformScratch {
    if let pipeline { return try pipeline.makeScratch() }
    return TransformScratch(resamplers: [])
  }

  /// - Parameters:
  ///   - sample: the sample's number in the split.
  ///   - position: its position in the run, from 0: epochs x samples of an epoch + its place in the epoch.
  ///   - pixels: where the picture goes, [channels, height, width].
  ///   - label: where its class goes.
  ///   - scratch: made by this writer, used by nobody else meanwhile.
  /// - Complexity: one look-up per value, and what resizing takes; no allocation.
  func write(
    _ sample: Int, position: UInt64, pixels: UnsafeMutablePointer<Float>, label: UnsafeMutablePointer<Int32>,
    scratch: TransformScratch
  ) {
    split.images.withUnsafeBufferPointer { images in
      table.withUnsafeBufferPointer { table in
        guard let images = images.baseAddress, let table = table.baseAddress else { return }
        let picture = images + sample * split.shape.count
        guard let pipeline else {
          writePlain(picture, pixels: pixels, table: table)
          return
        }
        var stream = RandomStream(seed: seed, purpose: .augmentation, position: position)
        pipeline.apply(to: picture, stream: &stream, scratch: scratch).write(to: pixels, table: table)
      }
    }
    label.pointee = Int32(split.labels[sample])
  }

  private func writePlain(
    _ picture: UnsafePointer<UInt8>, pixels: UnsafeMutablePointer<Float>, table: UnsafePointer<Float>
  ) {
    let plane = shape.plane
    for channel in 0..<shape.channels {
      let from = picture + channel * plane
      let to = pixels + channel * plane
      let values = table + channel * 256
      // `while` and not `for`: the same code in a release build, and several times faster in a debug build, in which
      // this line takes most of a test's time.
      var i = 0
      while i < plane {
        to[i] = values[Int(from[i])]
        i += 1
      }
    }
  }
}
