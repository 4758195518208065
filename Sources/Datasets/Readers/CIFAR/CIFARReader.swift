/// Reads CIFAR-10 and CIFAR-100 in their binary version, from loose files or straight from the published tar.gz.
package struct CIFARReader: DatasetReader {
  package static let shape = SampleShape(channels: 3, height: 32, width: 32)

  package static let cifar10 = CIFARReader(
    train: (1...5).map { CIFARFile(name: "data_batch_\($0).bin", labels: [10], most: 10_000) },
    test: CIFARFile(name: "test_batch.bin", labels: [10], most: 10_000),
    folder: "cifar-10-batches-bin", archive: "cifar-10-binary.tar.gz")

  package static let cifar100 = CIFARReader(
    train: [CIFARFile(name: "train.bin", labels: [20, 100], most: 50_000)],
    test: CIFARFile(name: "test.bin", labels: [20, 100], most: 10_000),
    folder: "cifar-100-binary", archive: "cifar-100-binary.tar.gz")

  private let train: [CIFARFile]
  private let test: CIFARFile
  /// The folder that the archive unpacks to.
  private let folder: String
  private let archive: String

  private var files: [CIFARFile] { train + [test] }

  /// Some programs unpack the archive into a folder that is named after it.
  package var layouts: [DatasetLayout] {
    let loose = files.map { DatasetFile($0.name) }
    let unpacked = "\(archive.prefix { $0 != "." })/\(folder)"
    return [
      .folder(loose), .folder(loose, subfolder: folder), .folder(loose, subfolder: unpacked),
      .beside(loose, folder: folder), .beside(loose, folder: unpacked), .archive(archive),
    ]
  }

  /// torchvision's and Kaggle's, which only Python's own reader of objects makes sense of.
  package var unreadVersion: (paths: [String], problem: String)? {
    let stem = archive.replacing("binary.tar.gz", with: "")
    let names = [
      "\(stem)batches-py", "\(stem)python/\(stem)batches-py", "\(stem)python", "\(stem)python.tar.gz",
    ]
    return (names, "is the Python version, which is not read; \(archive) holds the same pictures")
  }

  package func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int) {
    let counts = try each(of: located, toEnd: false) { (file, source) throws(DatasetError) in
      try file.count(source)
    }
    return (counts.dropLast().reduce(0, +), counts[train.count])
  }

  package func read(
    _ located: LocatedDataset
  ) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit) {
    var parts = try each(of: located, toEnd: true) { (file, source) throws(DatasetError) in
      try file.read(source)
    }
    let last = parts.removeLast()
    let test = DatasetSplit(shape: Self.shape, images: last.images, labels: last.labels)
    var first = parts[0]
    // Each part goes once it has been taken over.
    for i in parts.indices.dropFirst() {
      first.images += parts[i].images
      first.labels += parts[i].labels
      parts[i] = .init()
    }
    return (DatasetSplit(shape: Self.shape, images: first.images, labels: first.labels), test)
  }

  /// What `body` makes of each file, in the order of `files`, wherever they are.
  ///
  /// - Parameter toEnd: whether an archive is to be read on when all files have been seen, which compares its
  ///   checksum and notices a second file of the same name.
  private func each<Result>(
    of located: LocatedDataset, toEnd: Bool,
    _ body: (CIFARFile, any ByteSource) throws(DatasetError) -> Result
  ) throws(DatasetError) -> [Result] {
    switch located.layout {
    case .folder, .beside:
      var results: [Result] = []
      for (file, path) in zip(files, located.paths) {
        try results.append(body(file, ByteReader(path: path)))
      }
      return results
    case .archive:
      return try each(in: TarMembers(path: located.place), toEnd: toEnd, body)
    }
  }

  private func each<Result>(
    in archive: TarMembers, toEnd: Bool,
    _ body: (CIFARFile, any ByteSource) throws(DatasetError) -> Result
  ) throws(DatasetError) -> [Result] {
    var results: [String: Result] = [:]
    while toEnd || results.count < files.count, let member = try archive.next() {
      guard let file = files.first(where: { $0.name == member.name }) else { continue }
      if let kind = member.otherKind {
        throw .badMember(path: archive.path, member: file.name, expected: "a regular file", found: kind)
      }
      guard results[file.name] == nil else {
        throw .badMember(
          path: archive.path, member: file.name, expected: "one file of that name", found: "a second")
      }
      results[file.name] = try body(file, member)
    }
    let missing = files.map(\.name).filter { results[$0] == nil }
    guard missing.isEmpty else { throw .missingMembers(path: archive.path, missing: missing) }
    return files.compactMap { results[$0.name] }
  }
}
