import CZlib

/// A whole dataset in memory, as bytes. Never changed once made, so any number of runs can share one.
package final class Dataset: Sendable {
  /// A name that ``DatasetRegistry`` knows or found.
  package let name: String
  package let shape: SampleShape
  package let classes: Int
  /// As in ``DatasetDescriptor/wholeClasses``.
  package let wholeClasses: Int
  package let train: DatasetSplit
  package let test: DatasetSplit

  /// Tells one content from another: the CRC-32 of the training pictures, training labels, test pictures and test
  /// labels, as 32 hexadecimal digits. It does not depend on how the files were packed. It notices accidents, not
  /// malice.
  package let fingerprint: String

  /// - Complexity: one pass over the bytes for the fingerprint.
  package init(name: String, classes: Int, wholeClasses: Int? = nil, train: DatasetSplit, test: DatasetSplit)
  {
    self.name = name
    self.shape = train.shape
    self.classes = classes
    self.wholeClasses = wholeClasses ?? classes
    self.train = train
    self.test = test
    fingerprint = [train.images, train.labels, test.images, test.labels].map(Self.checksum).joined()
  }

  private static func checksum(_ bytes: [UInt8]) -> String {
    let sum = bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// The training half or the test half of a dataset.
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

/// The size of one picture.
package struct SampleShape: Sendable, Hashable, CustomStringConvertible {
  package let channels: Int
  /// Pixels.
  package let height: Int
  /// Pixels.
  package let width: Int

  package init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The most values that a picture from a file may have: 16 million, which is 4096 x 4096 grey pixels.
  package static let largest = 1 << 24

  /// Pixels of one channel.
  package var plane: Int { height * width }

  /// Values of the whole picture.
  package var count: Int { channels * plane }

  package var description: String { "\(channels)x\(height)x\(width)" }
}
