/// A safetensors file, opened and checked; the numbers are read tensor by tensor.
///
/// What is open stays readable when the file's name is taken away or given to another file.
package final class SafetensorsFile: Sendable {
  package var path: String { file.path }
  /// Free text by its name.
  package var metadata: [String: String] { header.metadata }
  /// Names and shapes, in the order of the numbers.
  package var tensors: [(name: String, shape: [Int])] { header.entries.map { ($0.name, $0.shape) } }

  private let file: OpenFile
  private let header: SafetensorsHeader
  private let index: [String: SafetensorsHeader.Entry]
  /// Bytes before the first number.
  private let start: Int
  /// The digits that are there where a file of ours has its checksum; nil for a file of somebody else's.
  private let checksum: [UInt8]?

  /// Bytes read at a time where they are not read into their own place.
  private static let piece = 1 << 20

  /// - Throws: ``FileError/unreadable(path:reason:)``, or ``FileError/damaged(path:expected:found:)``
  ///   for anything that is not wholly a safetensors file. The types of its numbers matter when they are read.
  package init(path: String) throws(FileError) {
    file = try OpenFile(path: path)
    let length = try Self.headerLength(of: file)
    start = 8 + length
    let text = try file.bytes(at: 8, count: length)
    header = try SafetensorsHeader(text, dataCount: file.size - start, path: path)
    index = Dictionary(header.entries.map { ($0.name, $0) }) { first, _ in first }
    let place = SafetensorsHeader.checksumPlace
    checksum =
      text.starts(with: SafetensorsHeader.checksumLead) && place.upperBound <= start
      ? Array(text[place.lowerBound - 8..<place.upperBound - 8]) : nil
  }

  private static func headerLength(of file: OpenFile) throws(FileError) -> Int {
    guard file.size >= 8 else {
      throw .damaged(path: file.path, expected: "a safetensors file", found: "only \(file.size) bytes")
    }
    let length = try file.bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let longest = min(file.size - 8, SafetensorsHeader.longest)
    guard length <= UInt64(longest) else {
      throw .damaged(
        path: file.path, expected: "a header of at most \(longest) bytes", found: "one of \(length)")
    }
    return Int(length)
  }

  /// - Returns: nil when there is no tensor of this name.
  package func shape(of name: String) -> [Int]? { index[name]?.shape }

  /// - Precondition: the file has a tensor of this name.
  /// - Throws: ``FileError/wrongType(path:name:expected:found:)`` when its numbers are of a type that is not read.
  package func checkType(of name: String) throws(FileError) { _ = try type(of: entry(name)) }

  /// - Throws: as ``checkType(of:)``, of any tensor: a file of ours has none but floats.
  package func checkTypes() throws(FileError) {
    for entry in header.entries { _ = try type(of: entry) }
  }

  /// The numbers of one tensor, row-major.
  ///
  /// - Precondition: the file has a tensor of this name.
  /// - Throws: ``FileError`` when its type is not read, or the file cannot be read any more.
  package func values(of name: String) throws(FileError) -> [Float] {
    let count = entry(name).count
    var failure: FileError?
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileError) {
        try read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  /// Puts the numbers of one tensor, row-major, into memory that is there.
  ///
  /// - Precondition: the file has a tensor of this name, with as many numbers as `values` has room for.
  /// - Throws: as ``values(of:)``.
  package func read(
    _ name: String, into values: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    let entry = entry(name)
    precondition(
      entry.count == values.count, "\(name) of \(path) has \(entry.count) numbers, not \(values.count)")
    try read(entry, as: type(of: entry), 0, into: values)
  }

  /// Gives the numbers of one tensor, row-major, in pieces.
  ///
  /// - Precondition: the file has a tensor of this name.
  /// - Throws: as ``values(of:)``, or what `body` throws.
  package func read(
    _ name: String, _ body: (UnsafeBufferPointer<Float>) throws(FileError) -> Void
  ) throws(FileError) {
    let entry = entry(name)
    let type = try type(of: entry)
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: min(Self.piece / 4, max(entry.count, 1)))
    defer { buffer.deallocate() }
    for first in stride(from: 0, to: entry.count, by: buffer.count) {
      let part = UnsafeMutableBufferPointer(rebasing: buffer[..<min(buffer.count, entry.count - first)])
      try read(entry, as: type, first, into: part)
      try body(UnsafeBufferPointer(part))
    }
  }

  private func entry(_ name: String) -> SafetensorsHeader.Entry {
    guard let entry = index[name] else { preconditionFailure("\(path) has no tensor \(name)") }
    return entry
  }

  private func type(of entry: SafetensorsHeader.Entry) throws(FileError) -> SafetensorsType {
    guard let type = entry.type, type.isReadable else {
      throw .wrongType(
        path: path, name: entry.name, expected: SafetensorsType.readable.map(\.rawValue), found: entry.dtype)
    }
    return type
  }

  /// The numbers of a tensor from the one at `first` on.
  private func read(
    _ entry: SafetensorsHeader.Entry, as type: SafetensorsType, _ first: Int,
    into values: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    let offset = start + entry.bytes.lowerBound + first * type.width
    if type == .f32 { return try file.read(at: offset, into: UnsafeMutableRawBufferPointer(values)) }
    let width = type.width
    var done = 0
    while done < values.count {
      let count = min(Self.piece / width, values.count - done)
      let bytes = try file.bytes(at: offset + done * width, count: count * width)
      bytes.withUnsafeBytes {
        type.decode($0, into: UnsafeMutableBufferPointer(rebasing: values[done..<done + count]))
      }
      done += count
    }
  }

  /// Whether the file carries a checksum: those of ours do, those of other programs do not.
  package var hasChecksum: Bool { checksum != nil }

  /// Reads every byte and compares the checksum, where there is one.
  ///
  /// - Throws: ``FileError/damaged(path:expected:found:)``.
  package func verify() throws(FileError) {
    guard let checksum else { return }
    var sum = CRC32()
    var at = 0
    while at < file.size {
      var piece = try file.bytes(at: at, count: min(Self.piece, file.size - at))
      for place in SafetensorsHeader.checksumPlace.clamped(to: at..<at + piece.count) {
        piece[place - at] = UInt8(ascii: "0")
      }
      piece.withUnsafeBytes { sum.add($0) }
      at += piece.count
    }
    guard sum.digits == checksum else {
      throw .damaged(
        path: path, expected: "bytes with the checksum \(String(decoding: checksum, as: UTF8.self))",
        found: String(decoding: sum.digits, as: UTF8.self))
    }
  }
}
