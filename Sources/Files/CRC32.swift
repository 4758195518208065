import CZlib

/// A running CRC-32. It notices accidents, not malice.
package struct CRC32 {
  /// Hexadecimal digits of one.
  package static let digitCount = 8

  private var sum: UInt = 0

  /// Of no bytes.
  package init() {}

  package var value: Int { Int(sum) }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes a null pointer for "begin again".
    guard let address = bytes.baseAddress, !bytes.isEmpty else { return }
    sum = crc32_z(sum, address.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// Eight hexadecimal digits.
  package var digits: [UInt8] {
    let text = String(sum, radix: 16)
    return Array((String(repeating: "0", count: Self.digitCount - text.count) + text).utf8)
  }
}
