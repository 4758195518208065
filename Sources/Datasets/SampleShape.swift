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
