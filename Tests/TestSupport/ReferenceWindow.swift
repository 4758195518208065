/// A square window that slides over a picture: what convolution and pooling have in common.
///
/// Position (row, column) of the output looks at the input's rows row * stride - padding ..< that + kernel, and at
/// the columns likewise; what lies outside of the picture is padding.
package struct ReferenceWindow: Sendable {
  package let input: ReferenceShape
  package let kernel: Int
  package let stride: Int
  package let padding: Int
  /// floor((size + 2 padding - kernel) / stride) + 1.
  package let height: Int
  package let width: Int

  package init(input: ReferenceShape, kernel: Int, stride: Int, padding: Int) {
    precondition(kernel > 0 && stride > 0 && padding >= 0, "kernel \(kernel), stride \(stride), \(padding)")
    let (high, wide) = (input.height + 2 * padding, input.width + 2 * padding)
    precondition(
      kernel <= high && kernel <= wide, "a window of \(kernel) does not fit into \(high) x \(wide)")
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    height = (high - kernel) / stride + 1
    width = (wide - kernel) / stride + 1
  }

  /// Calls `body` for every output position and every place of the window that is inside of the picture, in
  /// row-major order of both.
  ///
  /// - Parameter body: takes the output's position, the input's position, and the place in the window, each as
  ///   row * width + column.
  package func forEach(_ body: (_ output: Int, _ input: Int, _ place: Int) -> Void) {
    for row in 0..<height {
      for column in 0..<width {
        for down in 0..<kernel {
          let y = row * stride + down - padding
          guard (0..<input.height).contains(y) else { continue }
          for right in 0..<kernel {
            let x = column * stride + right - padding
            guard (0..<input.width).contains(x) else { continue }
            body(row * width + column, y * input.width + x, down * kernel + right)
          }
        }
      }
    }
  }
}
