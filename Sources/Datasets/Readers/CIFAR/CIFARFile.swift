/// One file of CIFAR's binary version: records of label bytes, of which the last is the label that counts, and a
/// picture of 3 x 32 x 32 bytes, channel by channel and row by row.
///
/// - Source: "Binary version", https://www.cs.toronto.edu/~kriz/cifar.html.
struct CIFARFile: Sendable {
  /// The samples of a file, in its order.
  struct Samples: Sendable {
    var images: [UInt8] = []
    var labels: [UInt8] = []
  }

  let name: String
  /// How many values each label byte may have: CIFAR-10 has one of 10, CIFAR-100 a coarse one of 20 and a fine one
  /// of 100.
  let labels: [Int]
  /// Records that the published file has. A file may have fewer, but not more.
  let most: Int

  private var record: Int { labels.count + CIFARReader.shape.count }
  private var limit: Int { most * record }

  /// Records read at a time.
  private static let piece = 256

  /// Reads and checks a whole file.
  ///
  /// - Returns: pictures [count, 3, 32, 32] and labels [count].
  /// - Throws: ``DatasetError`` for a file that is empty, too long or not of whole records, and for a label byte
  ///   that is no label.
  /// - Complexity: never allocates much more than the file really holds.
  func read(_ source: any ByteSource) throws(DatasetError) -> Samples {
    // First, because it costs nothing: a wrong length explains the wrong labels that come of it.
    if let size = source.size { _ = try count(bytes: size, path: source.path) }
    var samples = Samples()
    samples.images.reserveCapacity(min(limit, source.likelySize))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece * record, alignment: 64)
    defer { buffer.deallocate() }
    var total = 0
    while true {
      let got = try source.read(into: buffer)
      total += got
      guard total <= limit else { throw .tooLong(path: source.path, limit: limit, found: source.size) }
      for start in stride(from: 0, through: got - record, by: record) {
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<start + record])
        try append(bytes, to: &samples, path: source.path)
      }
      if got < buffer.count { break }
    }
    if let size = source.size, total < size {
      throw .truncated(path: source.path, expected: size, found: total)
    }
    _ = try count(bytes: total, path: source.path)
    return samples
  }

  /// How many records there are, from the size. A gzip file is unpacked to be measured, and nothing of it kept.
  func count(_ source: any ByteSource) throws(DatasetError) -> Int {
    if let size = source.size { return try count(bytes: size, path: source.path) }
    let size = try source.drain(limit: limit)
    guard size <= limit else { throw .tooLong(path: source.path, limit: limit, found: nil) }
    return try count(bytes: size, path: source.path)
  }

  private func count(bytes: Int, path: String) throws(DatasetError) -> Int {
    guard bytes > 0 else { throw .empty(path: path, expected: "records of \(record) bytes") }
    guard bytes <= limit else { throw .tooLong(path: path, limit: limit, found: bytes) }
    guard bytes % record == 0 else { throw .wrongLength(path: path, record: record, found: bytes) }
    return bytes / record
  }

  private func append(
    _ bytes: UnsafeRawBufferPointer, to samples: inout Samples, path: String
  ) throws(DatasetError) {
    for (label, classes) in zip(bytes, labels) where label >= classes {
      throw .labelOutOfRange(
        path: path, sample: samples.labels.count, classes: classes, found: Int(label))
    }
    samples.labels.append(bytes[labels.count - 1])
    samples.images.append(contentsOf: bytes.dropFirst(labels.count))
  }
}
