import Datasets
import Foundation
import Testing

/// Folders of IDX files that no registry knows.
@Suite struct IDXFolderTests {
  /// Five and three samples with pictures of these dimensions.
  private func files(
    _ item: [Int], testItem: [Int]? = nil, labels: [UInt8] = [0, 1, 2, 6, 0]
  ) -> [String: [UInt8]] {
    func images(_ count: Int, _ item: [Int]) -> [UInt8] {
      let values = item.reduce(count, *)
      return IDXFixture.file(
        dimensions: [count] + item, bytes: (0..<values).map { UInt8(truncatingIfNeeded: $0) })
    }
    return [
      "train-images-idx3-ubyte": images(5, item), "train-labels-idx1-ubyte": IDXFixture.labels(labels),
      "t10k-images-idx3-ubyte": images(3, testItem ?? item),
      "t10k-labels-idx1-ubyte": IDXFixture.labels([0, 1, 1]),
    ]
  }

  private func root(_ name: String, _ files: [String: [UInt8]]) throws -> TemporaryFolder {
    try CIFARFixture.root(name, files)
  }

  /// The error of asking for the descriptor of a folder with `files`, which must name the file.
  private func failure(_ files: [String: [UInt8]], file: String) throws -> DatasetError {
    let root = try root("letters", files)
    let error = try #require(
      #expect(throws: DatasetError.self) {
        try DatasetRegistry.descriptor(named: "letters", roots: [root.path])
      })
    #expect("\(error)".hasPrefix("\(root.path)/letters/\(file): expected "))
    return error
  }

  @Test func `grey pictures, with the classes up to the largest training label`() throws {
    let root = try root("kuzushiji-49_v1.0", files([2, 3]))
    let descriptor = try DatasetRegistry.descriptor(
      named: "kuzushiji-49_v1.0", roots: ["/nowhere", root.path])
    #expect(descriptor.name == "kuzushiji-49_v1.0")
    #expect(descriptor.shape == SampleShape(channels: 1, height: 2, width: 3))
    #expect(descriptor.classes == 7)
    let located = try DatasetRegistry.locate("kuzushiji-49_v1.0", roots: [root.path])
    #expect(located.place == root.path + "/kuzushiji-49_v1.0")
    #expect(try located.counts() == (5, 3))
    let dataset = try DatasetCache().dataset(named: "kuzushiji-49_v1.0", roots: [root.path])
    #expect(dataset.classes == 7 && dataset.train.labels == [0, 1, 2, 6, 0])
    #expect(dataset.train.images == (0..<30).map { UInt8($0) } && dataset.test.count == 3)
  }

  @Test func `pictures with channels, whichever dimension their names speak of`() throws {
    var files = files([3, 2, 2])
    files["t10k-images-idx4-ubyte.gz"] = files.removeValue(forKey: "t10k-images-idx3-ubyte").map(
      IDXFixture.gzip)
    let root = try root("colour", files)
    let dataset = try DatasetRegistry.locate("colour", roots: [root.path]).load()
    #expect(dataset.shape == SampleShape(channels: 3, height: 2, width: 2))
    #expect(dataset.train.images == (0..<60).map { UInt8($0) })
  }

  @Test func `a single channel may be spelt out`() throws {
    let root = try root("grey", files([1, 2, 3], testItem: [2, 3]))
    let dataset = try DatasetRegistry.locate("grey", roots: [root.path]).load()
    #expect(dataset.shape == SampleShape(channels: 1, height: 2, width: 3))
    #expect(dataset.train.images.count == 30 && dataset.test.images.count == 18)
  }

  @Test func `from 2 classes to 256`() throws {
    for (label, classes) in [(1, 2), (255, 256)] as [(UInt8, Int)] {
      let root = try root("few", files([2, 3], labels: [0, label, 0, 0, 1]))
      let dataset = try DatasetRegistry.locate("few", roots: [root.path]).load()
      #expect(dataset.classes == classes && dataset.train.labels[1] == label)
    }
    let error = try failure(files([2, 3], labels: [0, 0, 0, 0, 0]), file: "train-labels-idx1-ubyte")
    guard case .oneClass = error else { throw Unexpected() }
  }

  @Test func `names: the registered ones, then the folders found, each once`() throws {
    let first = try root("zebra", files([2, 3]))
    let second = try root("zebra", files([2, 3]))
    for name in ["ant", "mnist", "Upper", ".hidden", "with space", "incomplete"] {
      for (file, bytes) in files([2, 3]) where name != "incomplete" || !file.hasPrefix("t10k-labels") {
        try second.write(bytes, to: "\(name)/\(file)")
      }
    }
    let registered = DatasetRegistry.all.map(\.name)
    #expect(
      DatasetRegistry.names(roots: ["/nowhere", first.path, second.path]) == registered + ["ant", "zebra"])
    #expect(DatasetRegistry.names(roots: []) == registered)
  }

  @Test func `a registered name keeps its descriptor`() throws {
    let root = try root("mnist", files([2, 3]))
    let descriptor = try DatasetRegistry.descriptor(named: "mnist", roots: [root.path])
    #expect(descriptor.shape == SampleShape(channels: 1, height: 28, width: 28) && descriptor.classes == 10)
    guard
      case .wrongDimensions? = #expect(
        throws: DatasetError.self,
        performing: { try DatasetRegistry.locate("mnist", roots: [root.path]).load() })
    else { throw Unexpected() }
  }

  @Test(arguments: [
    "", ".", "..", "a/b", "../letters", "/letters", "letters/", "Letters", ".letters", "letters\u{0}",
  ])
  func `a name that is a path, or not plain, is never looked up`(name: String) throws {
    let root = try root("letters", files([2, 3]))
    try root.write([], to: "a/b/c")
    for (file, bytes) in files([2, 3]) {
      try root.write(bytes, to: "a/b/\(file)")
      try root.write(bytes, to: file)
      try root.write(bytes, to: "Letters/\(file)")
      try root.write(bytes, to: ".letters/\(file)")
    }
    let error = #expect(throws: DatasetError.self) {
      try DatasetRegistry.locate(name, roots: [root.path, root.path + "/a"])
    }
    guard case .unknownName(name, _, let known)? = error else { throw Unexpected() }
    #expect(known.contains("letters"))
  }

  @Test func `a misspelt name is answered with the nearest found one, too`() throws {
    let root = try root("letters", files([2, 3]))
    let error = #expect(throws: DatasetError.self) {
      try DatasetRegistry.descriptor(named: "leters", roots: [root.path])
    }
    guard case .unknownName("leters", nearest: "letters", _) = error else { throw Unexpected() }
    #expect(
      "\(try #require(error))".contains(
        "Known: mnist, fashion-mnist, cifar10, cifar100, tiny-imagenet, letters"))
  }

  @Test func `the splits must agree in shape`() throws {
    let error = try failure(files([2, 3], testItem: [3, 2]), file: "t10k-images-idx3-ubyte")
    guard case .wrongDimensions(_, [nil, 2, 3], [3, 3, 2]) = error else { throw Unexpected() }
    let colour = try failure(files([3, 2, 2], testItem: [2, 2]), file: "t10k-images-idx3-ubyte")
    guard case .wrongDimensions(_, [nil, 3, 2, 2], [3, 2, 2]) = colour else { throw Unexpected() }
  }

  @Test(arguments: [[5], [5, 6], [5, 0, 3], [5, 3, 0, 2], [5, 4097, 4096], [5, 1, 2, 3, 4]])
  func `sizes that no picture has`(dimensions: [Int]) throws {
    var files = files([2, 3])
    files["train-images-idx3-ubyte"] = IDXFixture.file(dimensions: dimensions, bytes: [])
    let error = try failure(files, file: "train-images-idx3-ubyte")
    guard case .badPictures(_, dimensions) = error else { throw Unexpected() }
  }

  @Test func `sizes whose product is beyond 64 bits`() throws {
    var files = files([2, 3])
    let dimensions = [5] + .init(repeating: Int(UInt32.max), count: 3)
    files["train-images-idx3-ubyte"] = IDXFixture.file(dimensions: dimensions, bytes: [])
    guard case .badPictures = try failure(files, file: "train-images-idx3-ubyte") else { throw Unexpected() }
  }

  @Test func `a test label beyond the training labels`() throws {
    var files = files([2, 3])
    files["t10k-labels-idx1-ubyte"] = IDXFixture.labels([0, 7, 1])
    let root = try root("letters", files)
    let error = #expect(throws: DatasetError.self) {
      try DatasetRegistry.locate("letters", roots: [root.path]).load()
    }
    guard case .labelOutOfRange(_, 1, 7, 7) = error else { throw Unexpected() }
  }

  /// The error was not the one that the test is about; the failed `guard` shows which line.
  struct Unexpected: Error {}
}
