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
  private var checksum = Checksum()
  private var next = 0

  /// - Parameters:
  ///   - path: what is there is replaced by ``finish(durably:)``, and only then.
  ///   - tensors: names, each once, and shapes, in the order in which the numbers will come.
  ///   - metadata: free text, found again in ``SafetensorsFile/metadata``.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  package init(
    path: String, tensors: [(name: String, shape: [Int])], metadata: [String: String]
  ) throws(CheckpointError) {
    header = SafetensorsHeader(metadata: metadata, tensors: tensors)
    file = try AtomicFile(path: path)
    let bytes = header.encoded
    start = bytes.count
    try write(bytes, at: 0)
  }

  /// Finds out, before hours of work, whether a file can be written to `path` at all. Changes nothing there.
  ///
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  package static func check(path: String) throws(CheckpointError) { _ = try AtomicFile(path: path) }

  /// The numbers of the next tensor, row-major.
  ///
  /// - Precondition: a tensor is left, and `values` has as many numbers as its shape.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  package func append(_ values: [Float]) throws(CheckpointError) {
    let entry = header.entries[next]
    precondition(
      values.count == entry.count, "\(values.count) values for \(entry.name), shape \(entry.shape)")
    next += 1
    // The machines that oneDNN runs on are little-endian, as the format is.
    try write(values, at: start + entry.bytes.lowerBound)
  }

  /// Puts the file in its place.
  ///
  /// - Parameter durably: whether to wait until it is on disk.
  /// - Precondition: every tensor has been appended.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``.
  package func finish(durably: Bool = true) throws(CheckpointError) {
    precondition(next == header.entries.count, "\(header.entries.count - next) tensors have not been written")
    try write(checksum.digits, at: SafetensorsHeader.checksumPlace.lowerBound)
    try file.commit(durably: durably)
  }

  private func write<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) throws(CheckpointError) {
    try values.withUnsafeBufferPointer { (values) throws(CheckpointError) in
      let bytes = UnsafeRawBufferPointer(values)
      checksum.add(bytes)
      try file.write(bytes, at: offset)
    }
  }
}
