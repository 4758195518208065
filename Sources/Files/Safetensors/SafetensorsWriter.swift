/// Writes F32 tensors as a safetensors file, one after the other, so that one of them at a time is in memory.
///
///     let writer = try SafetensorsWriter(path: path, tensors: [("fc1.weight", [512, 784])], metadata: [:])
///     try writer.append(values)
///     try writer.finish()          // without it, no file
package final class SafetensorsWriter {
  private let file: AtomicFile
  private let header: SafetensorsHeader
  /// Bytes before the first number.
  private let start: Int
  private var checksum = CRC32()
  private var next = 0
  /// Numbers of the next tensor that have come.
  private var filled = 0

  /// - Parameters:
  ///   - path: what is there is replaced by ``finish(durably:)``, and only then.
  ///   - tensors: names, each once, and shapes, in the order in which the numbers will come.
  ///   - metadata: free text, found again in ``SafetensorsFile/metadata``.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package init(
    path: String, tensors: [(name: String, shape: [Int])], metadata: [String: String]
  ) throws(FileError) {
    header = SafetensorsHeader(metadata: metadata, tensors: tensors)
    file = try AtomicFile(path: path)
    let bytes = header.encoded
    start = bytes.count
    try write(bytes, at: 0)
  }

  /// Finds out, before hours of work, whether a file can be written to `path` at all. Changes nothing there.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package static func check(path: String) throws(FileError) { _ = try AtomicFile(path: path) }

  /// The next numbers of the next tensor, row-major: all of them, or a piece.
  ///
  /// - Precondition: a tensor is left, and lacks as many numbers as there are in `values`, or more.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func append(_ values: UnsafeBufferPointer<Float>) throws(FileError) {
    let entry = header.entries[next]
    precondition(
      filled + values.count <= entry.count,
      "\(filled + values.count) values for \(entry.name), shape \(entry.shape)")
    // The machines that oneDNN runs on are little-endian, as the format is.
    try write(UnsafeRawBufferPointer(values), at: start + entry.bytes.lowerBound + filled * 4)
    filled += values.count
    if filled == entry.count { (next, filled) = (next + 1, 0) }
  }

  /// The same from an array.
  package func append(_ values: [Float]) throws(FileError) {
    try values.withUnsafeBufferPointer { (values) throws(FileError) in try append(values) }
  }

  /// Puts the file in its place.
  ///
  /// - Parameter durably: whether to wait until it is on disk.
  /// - Precondition: every tensor has been appended.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func finish(durably: Bool = true) throws(FileError) {
    precondition(next == header.entries.count, "\(header.entries.count - next) tensors have not been written")
    try write(checksum.digits, at: SafetensorsHeader.checksumPlace.lowerBound)
    try file.commit(durably: durably)
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
      try write(UnsafeRawBufferPointer(bytes), at: offset)
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    checksum.add(bytes)
    try file.write(bytes, at: offset)
  }
}
