/// A square window that moves over a picture: of a convolution or a pooling.
package struct Window: Sendable, Equatable {
  /// Side of the window, at least 1.
  package var kernel: Int
  /// Distance between two of its places, at least 1.
  package var stride: Int
  /// Zeros around the picture on each side, at least 0.
  package var padding: Int

  package init(_ kernel: Int, stride: Int = 1, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Places of the window along a side: ⌊(size + 2 padding − kernel) / stride⌋ + 1.
  ///
  /// - Returns: nil where the window does not fit even once.
  package func places(along size: Int) -> Int? {
    let room = size + 2 * padding - kernel
    return room < 0 ? nil : room / stride + 1
  }

  /// Twice the same number, as oneDNN takes sizes of pictures.
  static func square(_ size: Int) -> [Int64] { [Int64(size), Int64(size)] }
}
