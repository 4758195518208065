import Formats

/// What a safetensors file says about itself before the numbers come: names, shapes, places and free text.
///
/// On disk: the header's length as a 64-bit little-endian integer, the header as a JSON object padded with spaces,
/// then the numbers of all tensors without a gap between them.
///
/// - Source: <https://github.com/huggingface/safetensors#format>
struct SafetensorsHeader: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    let name: String
    /// As the file names it: the format gets new ones, and they matter only where they are read.
    let dtype: String
    let shape: [Int]
    /// Place of the numbers, in bytes from the end of the header.
    let bytes: Range<Int>

    /// nil for one that nobody knows here.
    var type: SafetensorsType? { SafetensorsType(rawValue: dtype) }
    /// Numbers of the tensor; 1 for the shape [].
    var count: Int { shape.reduce(1, *) }
  }

  /// Free text by its name, without the checksum.
  var metadata: [String: String]
  /// In the order of their places, which leave no gap.
  var entries: [Entry]

  /// Bytes of all numbers.
  var dataCount: Int { entries.last?.bytes.upperBound ?? 0 }

  init(metadata: [String: String], entries: [Entry]) {
    self.metadata = metadata
    self.entries = entries
  }

  /// A header for F32 tensors, one behind the other.
  ///
  /// - Parameter tensors: names, each once, and shapes.
  init(metadata: [String: String], tensors: [(name: String, shape: [Int])]) {
    var end = 0
    self.init(
      metadata: metadata,
      entries: tensors.map { name, shape in
        let start = end
        end += shape.reduce(1, *) * SafetensorsType.f32.width
        return Entry(name: name, dtype: SafetensorsType.f32.rawValue, shape: shape, bytes: start..<end)
      })
  }

  // MARK: The checksum
  //
  // A CRC-32 over the whole file, its own digits counted as zeros, is kept in the metadata. It comes first there, so
  // that its place is known without understanding the header: it is put in when all else has been written, and a
  // change of any byte is noticed. To other readers it is one more piece of free text.

  static let metadataKey = "__metadata__"
  static let checksumKey = "bearing.checksum"
  static let checksumLead = Array("{\"\(metadataKey)\":{\"\(checksumKey)\":\"".utf8)
  /// Place of the digits in the file.
  static var checksumPlace: Range<Int> { 8 + checksumLead.count..<8 + checksumLead.count + CRC32.digitCount }

  /// Length and header as they stand at the beginning of a file, the checksum's digits still zeros.
  var encoded: [UInt8] {
    var text = Self.checksumLead + Array(repeating: UInt8(ascii: "0"), count: CRC32.digitCount)
    text += "\"".utf8
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key != Self.checksumKey {
      text += ",\(JSONValue.string(key).canonicalText):\(JSONValue.string(value).canonicalText)".utf8
    }
    text += "}".utf8
    for entry in entries {
      let description: JSONValue = [
        "dtype": .string(entry.dtype), "shape": .array(entry.shape.map { .integer($0) }),
        "data_offsets": [.integer(entry.bytes.lowerBound), .integer(entry.bytes.upperBound)],
      ]
      text += ",\(JSONValue.string(entry.name).canonicalText):\(description.canonicalText)".utf8
    }
    text += "}".utf8
    // The numbers begin on a multiple of 8.
    text += repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
  }
}
