import CZlib

/// A whole data set in memory, as bytes. Never changed once made, so any number of runs can share one.
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
