/// The kinds of number that a tensor can be read from. Only `f32` is ever written.
enum SafetensorsType: String, CaseIterable, Sendable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"

  /// Bytes of one number.
  var width: Int {
    switch self {
    case .f64: 8
    case .f32: 4
    case .f16, .bf16: 2
    }
  }

  /// Turns little-endian numbers into floats; an F64 is rounded to the nearest.
  ///
  /// - Precondition: `bytes` holds `values.count` numbers.
  func decode(_ bytes: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>) {
    for index in values.indices {
      let at = index * width
      values[index] =
        switch self {
        case .f64:
          Float(
            Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
          )
        case .f32:
          Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        case .f16:
          Float(
            Float16(
              bitPattern: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self))))
        // The upper half of a float.
        case .bf16:
          Float(
            bitPattern: UInt32(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
              << 16)
        }
    }
  }
}
