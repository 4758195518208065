import Foundation

extension SafetensorsHeader {
  /// The longest header that is read, as in the format's own implementation.
  static let longest = 100_000_000

  /// - Parameters:
  ///   - text: the header without its length.
  ///   - dataCount: bytes of the file behind it.
  ///   - path: what an error calls the file.
  /// - Throws: ``FileError/damaged(path:expected:found:)`` for anything but JSON that gives each tensor a type, a
  ///   shape, and a place that fits the shape, as far as the type is known, and the file, without overlap or gap.
  init(_ text: [UInt8], dataCount: Int, path: String) throws(FileError) {
    let tree = try Self.parse(text, path: path)
    if let twice = Self.repeated(in: JSONKeys.top(of: text)) {
      throw .damaged(path: path, expected: "each name once", found: "\"\(twice)\" twice")
    }
    var entries: [Entry] = []
    for (name, description) in tree.tensors {
      entries.append(try Self.entry(name, description, dataCount: dataCount, path: path))
    }
    // An empty tensor stands before whatever begins at its place.
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < (
        $1.bytes.lowerBound, $1.bytes.upperBound, $1.name
      )
    }
    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw .damaged(
          path: path, expected: "the numbers of \(entry.name) at byte \(end), behind those before it",
          found: "byte \(entry.bytes.lowerBound)")
      }
      end = entry.bytes.upperBound
    }
    guard end == dataCount else {
      throw .damaged(path: path, expected: "\(end) bytes of numbers", found: "\(dataCount)")
    }
    self.init(metadata: tree.metadata, entries: entries)
  }

  private static func parse(_ text: [UInt8], path: String) throws(FileError) -> Tree {
    // JSONDecoder would also take UTF-16; a zero byte, which no JSON has, gives that away.
    guard text.first == UInt8(ascii: "{"), !text.contains(0) else {
      throw .damaged(path: path, expected: "a header in JSON that begins with {", found: "other bytes")
    }
    do {
      return try JSONDecoder().decode(Tree.self, from: Data(text))
    } catch {
      throw .damaged(
        path: path, expected: "a header in JSON: names with dtype, shape and data_offsets",
        found: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
      DecodingError.valueNotFound(_, let context), DecodingError.keyNotFound(_, let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      return (place.isEmpty ? "" : "at \(place): ")
        + (context.underlyingError.map { "\($0)" } ?? context.debugDescription)
    default: return "something else"
    }
  }

  private static func repeated(in names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  private static func entry(
    _ name: String, _ description: Tree.Tensor, dataCount: Int, path: String
  ) throws(FileError) -> Entry {
    let offsets = description.data_offsets
    guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= dataCount else {
      throw .damaged(
        path: path, expected: "the numbers of \(name) inside the \(dataCount) bytes there are",
        found: "the place \(offsets)")
    }
    let bytes = offsets[0]..<offsets[1]
    guard let count = count(of: description.shape), fits(count, of: description.dtype, into: bytes.count)
    else {
      throw .damaged(
        path: path, expected: "\(name) in \(bytes.count) bytes", found: "the shape \(description.shape)")
    }
    return Entry(name: name, dtype: description.dtype, shape: description.shape, bytes: bytes)
  }

  /// Numbers of a shape, nil if it is none or they are too many to be counted.
  private static func count(of shape: [Int]) -> Int? {
    shape.reduce(1 as Int?) { product, size in
      guard let product, size >= 0 else { return nil }
      let (value, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow ? nil : value
    }
  }

  /// Whether so many numbers of a type take so many bytes; of a type that nobody knows here it cannot be told.
  private static func fits(_ count: Int, of dtype: String, into bytes: Int) -> Bool {
    guard let type = SafetensorsType(rawValue: dtype) else { return true }
    let (bits, overflow) = count.multipliedReportingOverflow(by: type.bits)
    return !overflow && bits.isMultiple(of: 8) && bits / 8 == bytes
  }

  /// The header as JSON has it.
  private struct Tree: Decodable {
    var metadata: [String: String] = [:]
    var tensors: [String: Tensor] = [:]

    struct Tensor: Decodable {
      var dtype: String
      var shape: [Int]
      var data_offsets: [Int]
    }

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == SafetensorsHeader.metadataKey {
          metadata = try container.decode([String: String].self, forKey: key)
          metadata[SafetensorsHeader.checksumKey] = nil
        } else {
          tensors[key.stringValue] = try container.decode(Tensor.self, forKey: key)
        }
      }
    }
  }
}
