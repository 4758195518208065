/// The kinds of number that the format names. Only `f32` is ever written; what is no float or a short one may stand in
/// a file and is not read.
enum SafetensorsType: String, CaseIterable, Sendable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case i16 = "I16"
  case u16 = "U16"
  case i32 = "I32"
  case u32 = "U32"
  case i64 = "I64"
  case u64 = "U64"
  case c64 = "C64"
  case f8_e4m3 = "F8_E4M3"
  case f8_e5m2 = "F8_E5M2"
  case f8_e8m0 = "F8_E8M0"
  case f6_e2m3 = "F6_E2M3"
  case f6_e3m2 = "F6_E3M2"
  case f4 = "F4"

  /// Those that a weight can be read from.
  static let readable: [SafetensorsType] = [.f64, .f32, .f16, .bf16]

  var isReadable: Bool { Self.readable.contains(self) }

  /// Bits of one number.
  var bits: Int {
    switch self {
    case .f64, .i64, .u64, .c64: 64
    case .f32, .i32, .u32: 32
    case .f16, .bf16, .i16, .u16: 16
    case .bool, .u8, .i8, .f8_e4m3, .f8_e5m2, .f8_e8m0: 8
    case .f6_e2m3, .f6_e3m2: 6
    case .f4: 4
    }
  }

  /// Bytes of one number of a type that can be read.
  var width: Int { bits / 8 }

  /// Turns little-endian numbers into floats; an F64 is rounded to the nearest.
  ///
  /// - Precondition: the type can be read, and `bytes` holds `values.count` numbers.
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
        default: preconditionFailure("\(rawValue) is not read")
        }
    }
  }
}
