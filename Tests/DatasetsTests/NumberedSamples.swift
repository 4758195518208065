import Datasets

/// Samples that carry their own number, so that a test can tell which one it got.
enum NumberedSamples {
  static let shape = SampleShape(channels: 2, height: 1, width: 2)

  /// Sample i has the bytes of i, lowest first, as its four pixels and i mod 7 as its label.
  static func split(_ count: Int) -> DatasetSplit {
    DatasetSplit(
      shape: shape,
      images: (0..<count).flatMap { i in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: i >> $0) } },
      labels: (0..<count).map { UInt8($0 % 7) })
  }

  /// A batch with its samples' numbers read back from the pixels.
  struct Content: Equatable, Sendable {
    var epoch: Int
    var index: Int
    var isLast: Bool
    var samples: [Int]
    var labels: [Int32]
  }

  static func content(_ batch: borrowing Batch) -> Content {
    let bytes = batch.pixels.map { Int((($0 * 0.5 + 0.5) * 255).rounded()) }
    let samples = stride(from: 0, to: bytes.count, by: 4).map { i in
      bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | bytes[i + 3] << 24
    }
    return Content(
      epoch: batch.epoch, index: batch.index, isLast: batch.isLast, samples: samples,
      labels: Array(batch.labels))
  }

  /// The next `count` batches; fewer if the stream was stopped.
  static func take(_ count: Int, from stream: BatchStream) -> [Content] {
    (0..<count).compactMap { _ in stream.withNext { content($0) } }
  }
}
