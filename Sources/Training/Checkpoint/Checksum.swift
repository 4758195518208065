import CZlib

/// A running CRC-32. It notices accidents, not malice.
struct Checksum {
  private var sum: UInt = 0

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes a null pointer for "begin again".
    guard let address = bytes.baseAddress, !bytes.isEmpty else { return }
    sum = crc32_z(sum, address.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// Eight hexadecimal digits.
  var digits: [UInt8] {
    let text = String(sum, radix: 16)
    return Array((String(repeating: "0", count: SafetensorsHeader.checksumDigits - text.count) + text).utf8)
  }
}
