import Datasets

/// Pictures whose bytes tell where they were, and streams of them read back as bytes.
enum TransformedBatches {
  /// `count` times the picture of `shape` whose bytes, in their order, are 1, 2, 3 and so on up to 250, over and over.
  static func copies(_ count: Int, of shape: SampleShape) -> DatasetSplit {
    DatasetSplit(
      shape: shape, images: (0..<count).flatMap { _ in picture(shape) },
      labels: (0..<count).map { UInt8($0 % 10) })
  }

  static func picture(_ shape: SampleShape) -> [UInt8] { (0..<shape.count).map { UInt8($0 % 250 + 1) } }

  /// A stream whose values are bytes / 255.
  static func stream(
    _ split: DatasetSplit, _ transforms: [Transform], batchSize: Int = 16, seed: UInt64 = 4,
    shuffle: Bool = true, firstBatch: Int = 0, workers: Int = 1
  ) throws -> BatchStream {
    try BatchStream(
      split, batchSize: batchSize, seed: seed, shuffle: shuffle, firstBatch: firstBatch,
      normalization: Normalization(mean: [0], deviation: [1]), transforms: transforms, workers: workers)
  }

  /// The bytes of the next `count` batches, one array for each.
  static func batches(_ count: Int, of stream: BatchStream) -> [[UInt8]] {
    (0..<count).compactMap { _ in
      stream.withNext { batch in batch.pixels.map { UInt8(($0 * 255).rounded()) } }
    }
  }

  /// The bytes of the samples of the next `count` batches, one array for each sample.
  static func samples(inBatches count: Int, of stream: BatchStream) -> [[UInt8]] {
    let size = stream.shape.count
    return batches(count, of: stream).flatMap { batch in
      stride(from: 0, to: batch.count, by: size).map { Array(batch[$0..<$0 + size]) }
    }
  }
}
