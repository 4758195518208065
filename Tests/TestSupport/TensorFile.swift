import Foundation

/// Named arrays from a safetensors file, for fixtures: u64 length of a JSON header, the header (name to dtype,
/// shape, data_offsets), then the numbers, little-endian, row-major.
///
/// The tests have a reader of their own so that a mistake in the product's cannot hide in a fixture it reads.
///
/// - Source: <https://github.com/huggingface/safetensors#format>
package struct TensorFile: Sendable {
  package struct Tensor: Sendable, Equatable {
    package let shape: [Int]
    /// All supported kinds of number fit in a double without loss, but for 64-bit integers beyond 2^53.
    package let values: [Double]

    package init(shape: [Int], values: [Double]) {
      self.shape = shape
      self.values = values
    }
  }

  package let tensors: [String: Tensor]

  /// - Throws: ``TensorFileError`` naming the file and what is wrong with it.
  package init(contentsOf url: URL) throws {
    try self.init(Data(contentsOf: url), name: url.lastPathComponent)
  }

  /// - Parameter name: what an error calls these bytes.
  package init(_ data: Data, name: String) throws {
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else {
      throw TensorFileError(file: name, problem: "has \(bytes.count) bytes, expected a header length of 8")
    }
    let length = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
    guard length <= UInt64(bytes.count - 8) else {
      throw TensorFileError(
        file: name, problem: "says its header has \(length) bytes, but only \(bytes.count - 8) follow")
    }
    let start = 8 + Int(length)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
    } catch {
      throw TensorFileError(file: name, problem: "has a header that is not tensors in JSON: \(error)")
    }
    tensors = try header.entries.mapValues { entry in
      try Self.read(entry, from: bytes[start...], file: name)
    }
  }

  /// The tensor of this name.
  ///
  /// - Throws: ``TensorFileError`` that lists the names there are.
  package func callAsFunction(_ name: String) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw TensorFileError(
        file: "the fixture", problem: "has no tensor \(name), only \(tensors.keys.sorted())")
    }
    return tensor
  }

  /// Every tensor under `prefix/`, by the rest of its name.
  package func group(_ prefix: String) -> [String: [Double]] {
    var group: [String: [Double]] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix + "/") {
      group[String(name.dropFirst(prefix.count + 1))] = tensor.values
    }
    return group
  }

  private static func read(_ entry: Entry, from body: ArraySlice<UInt8>, file: String) throws -> Tensor {
    guard let kind = Kind(rawValue: entry.dtype) else {
      throw TensorFileError(file: file, problem: "holds \(entry.dtype), expected one of \(Kind.allCases)")
    }
    // Wrapping: a shape too large for any file must be refused below, not trap here.
    let count = entry.shape.reduce(1, &*)
    let length = count &* kind.width
    guard entry.data_offsets.count == 2, let first = entry.data_offsets.first,
      let end = entry.data_offsets.last,
      0 <= first, first <= end, end <= body.count, end - first == length, entry.shape.allSatisfy({ $0 >= 0 })
    else {
      throw TensorFileError(
        file: file,
        problem: """
          puts \(entry.shape) of \(entry.dtype), \(length) bytes, \
          at \(entry.data_offsets) of \(body.count)
          """)
    }
    let base = body.startIndex + first
    return Tensor(
      shape: entry.shape,
      values: (0..<count).map { index in
        let at = base + index * kind.width
        let bits = (0..<kind.width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(body[at + $1]) }
        return kind.number(bits)
      })
  }

  private enum Kind: String, CaseIterable {
    case u8 = "U8"
    case i64 = "I64"
    case f32 = "F32"
    case f64 = "F64"

    var width: Int {
      switch self {
      case .u8: 1
      case .f32: 4
      case .i64, .f64: 8
      }
    }

    func number(_ bits: UInt64) -> Double {
      switch self {
      case .u8: Double(bits)
      case .i64: Double(Int64(bitPattern: bits))
      case .f32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case .f64: Double(bitPattern: bits)
      }
    }
  }

  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// The header without its `__metadata__`, which is free text and no tensor.
  private struct Header: Decodable {
    let entries: [String: Entry]

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      var entries: [String: Entry] = [:]
      for key in container.allKeys where key.stringValue != "__metadata__" {
        entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
      self.entries = entries
    }
  }
}

/// What is wrong with a fixture file.
package struct TensorFileError: Error, CustomStringConvertible {
  package let file: String
  package let problem: String
  package var description: String { "\(file) \(problem)" }
}
