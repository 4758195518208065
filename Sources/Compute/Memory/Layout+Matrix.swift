import COneDNN

/// Weights that multiply pictures as the matrices that they are in memory: see ``PictureProduct``.
extension Layout {
  /// (O, H·W·C) seen as (O, C, H, W): the same places in memory.
  ///
  /// - Parameter picture: C, H, W.
  /// - Returns: nil where a block of columns would reach from one position into the next.
  func splittingColumns(into picture: [Int]) -> Layout? {
    precondition(shape.count == 2 && shape[1] == picture.reduce(1, *), "\(picture) is no row of \(shape)")
    let (channels, width) = (picture[0], picture[2])
    let block = columnBlock
    guard channels % block == 0 else { return nil }
    var layout = Layout([shape[0]] + picture, precision)
    var blocking = descriptor.format_desc.blocking
    let position = blocking.strides.1 * Int64(channels / block)
    (blocking.strides.2, blocking.strides.3) = (position * Int64(width), position)
    layout.descriptor.format_desc.blocking = blocking
    layout.descriptor.padded_dims.0 = descriptor.padded_dims.0
    return layout
  }

  /// The inverse: (O, C, H, W) seen as (O, H·W·C); nil where no matrix lies so.
  var joiningColumns: Layout? {
    let shape = shape
    guard shape.count == 4 else { return nil }
    var layout = Layout([shape[0], shape[1] * shape[2] * shape[3]], precision)
    layout.descriptor.format_desc.blocking = descriptor.format_desc.blocking
    (layout.descriptor.format_desc.blocking.strides.2, layout.descriptor.format_desc.blocking.strides.3) = (
      0, 0
    )
    layout.descriptor.padded_dims.0 = descriptor.padded_dims.0
    guard let back = layout.splittingColumns(into: Array(shape.dropFirst())), back == self else { return nil }
    return layout
  }

  /// Columns that lie together: 16 of `AB16b64a`, 1 of a row-major matrix.
  private var columnBlock: Int { blocks.reduce(1) { $1.axis == 1 ? $0 * $1.size : $0 } }

  /// Numbers from one block to the next along each axis.
  var strides: [Int] {
    withUnsafeBytes(of: descriptor.format_desc.blocking.strides) { strides in
      shape.indices.map { Int(strides.load(fromByteOffset: $0 * 8, as: Int64.self)) }
    }
  }

  /// The innermost blocks, from the outer to the inner one.
  var blocks: [(axis: Int, size: Int)] {
    let blocking = descriptor.format_desc.blocking
    return withUnsafeBytes(of: blocking.inner_idxs) { axes in
      withUnsafeBytes(of: blocking.inner_blks) { sizes in
        (0..<Int(blocking.inner_nblks)).map {
          (
            Int(axes.load(fromByteOffset: $0 * 8, as: Int64.self)),
            Int(sizes.load(fromByteOffset: $0 * 8, as: Int64.self))
          )
        }
      }
    }
  }
}
