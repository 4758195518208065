/// Writes one sample as the network sees it.
///
/// All that is ever done to a single picture belongs here, between its bytes and the table: a crop, a flip, another
/// size (then ``shape`` is that size). What is random about it is drawn from the stream `.augmentation` at the
/// sample's position in the run, never from a shared one, so that the bits do not depend on who writes when.
struct SampleWriter: Sendable {
  /// The shape of what is written.
  var shape: SampleShape { split.shape }

  private let split: DatasetSplit
  /// [channels, 256]
  private let table: [Float]

  init(_ split: DatasetSplit, normalization: Normalization) throws(DatasetError) {
    self.split = split
    table = try normalization.table(channels: split.shape.channels)
  }

  /// - Parameters:
  ///   - sample: the sample's number in the split.
  ///   - pixels: where the picture goes, [channels, height, width].
  ///   - label: where its class goes.
  /// - Complexity: one look-up per value, no allocation.
  func write(_ sample: Int, pixels: UnsafeMutablePointer<Float>, label: UnsafeMutablePointer<Int32>) {
    let plane = shape.plane
    split.images.withUnsafeBufferPointer { images in
      table.withUnsafeBufferPointer { table in
        guard let images = images.baseAddress, let table = table.baseAddress else { return }
        for channel in 0..<shape.channels {
          let from = images + (sample * shape.count + channel * plane)
          let to = pixels + channel * plane
          let values = table + channel * 256
          // `while` and not `for`: the same code in a release build, and several times faster in a debug build,
          // in which this line takes most of a test's time.
          var i = 0
          while i < plane {
            to[i] = values[Int(from[i])]
            i += 1
          }
        }
      }
    }
    label.pointee = Int32(split.labels[sample])
  }
}
