import Datasets
import Foundation
import Testing

/// CIFAR-10 and CIFAR-100 as loose files.
@Suite struct CIFARReaderTests {
  private func load(_ name: String, _ files: [String: [UInt8]]) throws -> Dataset {
    let root = try CIFARFixture.root(name, files)
    return try DatasetRegistry.locate(name, roots: [root.path]).load()
  }

  /// The error of loading a set with one file replaced, which must name that file.
  private func failure(
    _ file: String, _ bytes: [UInt8], of name: String = "cifar10"
  ) throws -> DatasetError {
    var files = name == "cifar10" ? CIFARFixture.cifar10 : CIFARFixture.cifar100
    files[file.replacing(".gz", with: "")] = nil
    files[file] = bytes
    let root = try CIFARFixture.root(name, files)
    let error = try #require(
      #expect(throws: DatasetError.self) {
        try DatasetRegistry.locate(name, roots: [root.path]).load()
      })
    #expect("\(error)".hasPrefix("\(root.path)/\(name)/\(file): expected "))
    #expect("\(error)".contains(", found "))
    return error
  }

  @Test func `the batches of CIFAR-10 follow one another, and each picture follows its label`() throws {
    let dataset = try load("cifar10", CIFARFixture.cifar10)
    #expect(dataset.name == "cifar10" && dataset.classes == 10)
    #expect(dataset.shape == SampleShape(channels: 3, height: 32, width: 32))
    #expect(dataset.train.labels == [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5])
    let pixels = (1...5).flatMap { n in
      (0..<n).flatMap { CIFARFixture.pixels(number: 5 * n, record: $0) }
    }
    #expect(dataset.train.images == pixels)
    #expect(dataset.test.labels == [9, 0])
    #expect(dataset.test.images == (0..<2).flatMap { CIFARFixture.pixels(number: 0, record: $0) })
  }

  @Test func `CIFAR-100's labels are the fine ones`() throws {
    let dataset = try load("cifar100", CIFARFixture.cifar100)
    #expect(dataset.classes == 100)
    #expect(dataset.train.labels == [0, 99, 42] && dataset.test.labels == [98])
    #expect(dataset.train.images == (0..<3).flatMap { CIFARFixture.pixels(number: 3, record: $0) })
  }

  @Test func `more records than are read at a time`() throws {
    let labels = (0..<700).map { [UInt8($0 % 10)] }
    var files = CIFARFixture.cifar10
    for name in files.keys where name != "data_batch_2.bin" { files[name] = CIFARFixture.file(labels: [[0]]) }
    files["data_batch_2.bin"] = CIFARFixture.file(labels: labels)
    let dataset = try load("cifar10", files)
    #expect(dataset.train.labels == [0] + labels.flatMap { $0 } + [0, 0, 0])
    #expect(
      Array(dataset.train.images[700 * 3072..<701 * 3072]) == CIFARFixture.pixels(number: 0, record: 699))
  }

  @Test func `files may be packed, and may lie in the folder that the archive unpacks to`() throws {
    let plain = try load("cifar10", CIFARFixture.cifar10).fingerprint
    var mixed = CIFARFixture.cifar10
    for name in ["data_batch_3.bin", "test_batch.bin"] {
      mixed[name + ".gz"] = mixed.removeValue(forKey: name).map(IDXFixture.gzip)
    }
    #expect(try load("cifar10", mixed).fingerprint == plain)
    let inner = mixed.map { ("cifar-10-batches-bin/" + $0.key, $0.value) }
    #expect(try load("cifar10", Dictionary(uniqueKeysWithValues: inner)).fingerprint == plain)
    let fine = CIFARFixture.cifar100.map { ("cifar-100-binary/" + $0.key, $0.value) }
    #expect(
      try load("cifar100", Dictionary(uniqueKeysWithValues: fine)).fingerprint
        == load("cifar100", CIFARFixture.cifar100).fingerprint)
  }

  @Test func `counts come from the sizes, without a look at a label`() throws {
    var files = CIFARFixture.cifar10
    files["data_batch_1.bin"] = .init(repeating: 255, count: 2 * 3073)
    files["data_batch_2.bin"] = nil
    files["data_batch_2.bin.gz"] = IDXFixture.gzip(.init(repeating: 255, count: 3 * 3073))
    let root = try CIFARFixture.root("cifar10", files)
    let counts = try DatasetRegistry.locate("cifar10", roots: [root.path]).counts()
    #expect(counts.train == 2 + 3 + 3 + 4 + 5 && counts.test == 2)
  }

  @Test(arguments: [false, true])
  func `a label byte out of range`(packed: Bool) throws {
    func file(_ labels: [[UInt8]], _ name: String) -> (String, [UInt8]) {
      let bytes = CIFARFixture.file(labels: labels)
      return packed ? (name + ".gz", IDXFixture.gzip(bytes)) : (name, bytes)
    }
    var (name, bytes) = file([[9], [10]], "data_batch_4.bin")
    guard case .labelOutOfRange(_, 1, 10, 10) = try failure(name, bytes) else { throw Unexpected() }
    (name, bytes) = file([[19, 99], [19, 99], [19, 100]], "test.bin")
    guard case .labelOutOfRange(_, 2, 100, 100) = try failure(name, bytes, of: "cifar100") else {
      throw Unexpected()
    }
    (name, bytes) = file([[20, 0]], "train.bin")
    guard case .labelOutOfRange(_, 0, 20, 20) = try failure(name, bytes, of: "cifar100") else {
      throw Unexpected()
    }
  }

  @Test(arguments: [1, 3072, 3074, 2 * 3073 - 1])
  func `a file that ends within a record`(length: Int) throws {
    let bytes = [UInt8](repeating: 0, count: length)
    for (name, bytes) in [("test_batch.bin", bytes), ("test_batch.bin.gz", IDXFixture.gzip(bytes))] {
      guard case .wrongLength(_, 3073, length) = try failure(name, bytes) else { throw Unexpected() }
    }
    guard
      case .wrongLength(_, 3074, 3073) = try failure(
        "train.bin", .init(repeating: 0, count: 3073), of: "cifar100")
    else { throw Unexpected() }
  }

  @Test func `an empty file`() throws {
    guard case .empty = try failure("data_batch_5.bin", []) else { throw Unexpected() }
    guard case .empty = try failure("data_batch_5.bin.gz", IDXFixture.gzip([])) else { throw Unexpected() }
  }

  @Test func `a packed file cut short`() throws {
    let packed = IDXFixture.gzip(CIFARFixture.file(labels: [[1], [2]]))
    for length in [10, packed.count / 2, packed.count - 4, packed.count - 1] {
      guard case .corruptGzip = try failure("data_batch_1.bin.gz", Array(packed[..<length])) else {
        throw Unexpected()
      }
    }
  }

  @Test func `a file longer than the published one`() throws {
    let bytes = [UInt8](repeating: 0, count: 10_001 * 3073)
    let limit = 10_000 * 3073
    guard case .tooLong(_, limit, bytes.count) = try failure("test_batch.bin", bytes) else {
      throw Unexpected()
    }
    let packed = IDXFixture.gzip(bytes)
    guard case .tooLong(_, limit, nil) = try failure("test_batch.bin.gz", packed) else { throw Unexpected() }
    var files = CIFARFixture.cifar10
    files["test_batch.bin"] = nil
    files["test_batch.bin.gz"] = packed
    let root = try CIFARFixture.root("cifar10", files)
    let located = try DatasetRegistry.locate("cifar10", roots: [root.path])
    guard
      case .tooLong(_, limit, nil)? = #expect(
        throws: DatasetError.self, performing: { try located.counts() })
    else { throw Unexpected() }
  }

  @Test func `a missing file, and where the set was looked for`() throws {
    var files = CIFARFixture.cifar10
    files["data_batch_2.bin"] = nil
    let root = try CIFARFixture.root("cifar10", files)
    try root.write([], to: "cifar10/cifar-10-batches-bin/test_batch.bin")
    let error = #expect(throws: DatasetError.self) {
      try DatasetRegistry.locate("cifar10", roots: ["/nowhere", root.path + "/cifar10", root.path])
    }
    let archive = "cifar-10-binary.tar.gz"
    let others = (1...5).map { "data_batch_\($0).bin" }.joined(separator: ", ")
    #expect(
      "\(try #require(error))".hasPrefix(
        """
        dataset "cifar10" was not found. Looked in:
          /nowhere/cifar10: no such folder
          \(root.path)/cifar10/cifar10: no such folder
          \(root.path)/cifar10/cifar-10-batches-bin: lacks \(others) (or the same with .gz)
          \(root.path)/cifar10: lacks \(archive)
          \(root.path)/cifar10: lacks data_batch_2.bin (or the same with .gz)
          \(root.path)/cifar10/cifar-10-batches-bin: lacks \(others) (or the same with .gz)
          \(root.path)/cifar10: lacks \(archive)
          \(root.path): lacks \(archive)
        To get it: bearing datasets fetch cifar10, or put \(archive), 
        """))
  }

  /// The error was not the one that the test is about; the failed `guard` shows which line.
  struct Unexpected: Error {}
}
