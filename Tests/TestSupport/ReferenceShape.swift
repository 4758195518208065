/// What one sample looks like: channels, height and width, stored in this order; a plain vector is n x 1 x 1.
package struct ReferenceShape: Sendable, Equatable {
  package let channels: Int
  package let height: Int
  package let width: Int

  package init(channels: Int, height: Int = 1, width: Int = 1) {
    precondition(channels > 0 && height > 0 && width > 0, "\(channels) x \(height) x \(width) is empty")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Numbers per channel.
  package var positions: Int { height * width }

  /// Numbers per sample.
  package var count: Int { channels * positions }
}
