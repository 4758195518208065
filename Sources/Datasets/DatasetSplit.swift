/// The training half or the test half of a data set.
package struct DatasetSplit: Sendable {
  package let shape: SampleShape
  /// Pixels, [count, channels, height, width].
  package let images: [UInt8]
  /// Class numbers, from 0, [count].
  package let labels: [UInt8]

  /// Samples; at least 1.
  package var count: Int { labels.count }

  /// - Precondition: `labels` is not empty and `images` holds one picture of `shape` for each.
  package init(shape: SampleShape, images: [UInt8], labels: [UInt8]) {
    precondition(
      !labels.isEmpty && images.count == labels.count * shape.count,
      "\(labels.count) labels and \(images.count) bytes of pictures do not make a split of \(shape)")
    self.shape = shape
    self.images = images
    self.labels = labels
  }
}
