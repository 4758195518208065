import Datasets
import Foundation
import Testing

@Suite struct DatasetRegistryTests {
  private func locate(_ roots: [String]) throws -> LocatedDataset {
    try DatasetRegistry.locate(IDXFixture.descriptor, roots: roots)
  }

  @Test func `the known sets, with the facts that networks are built from`() throws {
    for name in ["mnist", "fashion-mnist"] {
      let descriptor = try DatasetRegistry.descriptor(named: name, roots: [])
      #expect(descriptor.shape == SampleShape(channels: 1, height: 28, width: 28))
      #expect(descriptor.classes == 10)
    }
    for (name, classes) in [("cifar10", 10), ("cifar100", 100)] {
      let descriptor = try DatasetRegistry.descriptor(named: name, roots: [])
      #expect(descriptor.shape == SampleShape(channels: 3, height: 32, width: 32))
      #expect(descriptor.classes == classes)
    }
    #expect(Set(DatasetRegistry.all.map(\.name)).count == DatasetRegistry.all.count)
  }

  @Test(arguments: [
    ("fashion_mnist", "fashion-mnist"), ("FashionMNIST", "fashion-mnist"), ("MNIST", "mnist"),
    ("minst", "mnist"), ("mnist2", "mnist"),
  ])
  func `a misspelt name is answered with the nearest`(_ name: String, _ meant: String) throws {
    let error = #expect(throws: DatasetError.self) { try DatasetRegistry.locate(name, roots: []) }
    let known = DatasetRegistry.all.map(\.name)
    #expect(error == .unknownName(name, nearest: meant, known: known))
    #expect("\(try #require(error))".contains("did you mean \"\(meant)\"?"))
  }

  @Test(arguments: ["", "x-rays", "../../etc"])
  func `a name like none gets the list`(_ name: String) throws {
    let error = #expect(throws: DatasetError.self) { try DatasetRegistry.descriptor(named: name, roots: []) }
    guard case .unknownName(name, nil, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect("\(try #require(error))".contains("Known: mnist, fashion-mnist"))
  }

  @Test func `roots come in the documented order`() {
    let environment = ["BEARING_DATASETS": "/env"]
    #expect(
      DatasetRegistry.standardRoots(option: "/option", environment: environment, data: "/data")
        == ["/option", "/env", "/data/datasets", "/usr/share/datasets"])
    #expect(
      DatasetRegistry.standardRoots(option: nil, environment: ["BEARING_DATASETS": ""], data: "/data")
        == ["/data/datasets", "/usr/share/datasets"])
  }

  @Test func `the first root that has every file wins`() throws {
    var incomplete = IDXFixture.goodFiles
    incomplete["t10k-labels-idx1-ubyte"] = nil
    let first = try IDXFixture.folder(incomplete)
    let second = try IDXFixture.folder()
    let third = try IDXFixture.folder()
    let roots = [first.path + "/missing", first.path, second.path, third.path]
    #expect(try locate(roots).place == second.path + "/tiny")
  }

  @Test func `files may be packed, use a dot in their names, or both; unpacked goes first`() throws {
    let folder = try IDXFixture.folder([
      "train-images.idx3-ubyte.gz": IDXFixture.gzip(IDXFixture.images(5)),
      "train-labels-idx1-ubyte.gz": IDXFixture.gzip(IDXFixture.labels([0, 1, 2, 3, 0])),
      "t10k-images.idx3-ubyte": IDXFixture.images(3),
      "t10k-labels-idx1-ubyte": IDXFixture.labels([3, 3, 1]),
      "t10k-labels-idx1-ubyte.gz": [],
    ])
    let located = try locate([folder.path])
    #expect(
      located.paths.map { ($0 as NSString).lastPathComponent } == [
        "train-images.idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images.idx3-ubyte",
        "t10k-labels-idx1-ubyte",
      ])
    #expect(try located.load().train.images == (0..<30).map { UInt8($0) })
  }

  /// A format whose data are folders in a subfolder; only where it lies is of interest.
  private struct TreeReader: DatasetReader {
    var layouts: [DatasetLayout] {
      [.folder([DatasetFile("names.txt"), DatasetFile("train", kind: .folder)], subfolder: "tree-2")]
    }

    func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int) {
      throw .noSamples(path: located.place)
    }

    func read(
      _ located: LocatedDataset
    ) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit) {
      throw .noSamples(path: located.place)
    }
  }

  @Test func `a set may be a tree of folders in a subfolder`() throws {
    let root = try TemporaryFolder()
    let descriptor = DatasetDescriptor(
      name: "tree", shape: SampleShape(channels: 1, height: 1, width: 1), classes: 2, reader: TreeReader(),
      advice: "plant one")
    let inner = root.path + "/tree/tree-2"
    try root.write([1], to: "tree/tree-2/names.txt.gz")
    try root.write([1], to: "tree/tree-2/train.gz/1.jpeg")
    // A file of a folder's name is not the folder, and a folder is never packed.
    let train = try root.write([1], to: "tree/tree-2/train")
    let error = #expect(throws: DatasetError.self) {
      try DatasetRegistry.locate(descriptor, roots: [root.path])
    }
    #expect("\(try #require(error))".contains("\(inner): lacks train\n"))
    try FileManager.default.removeItem(atPath: train)
    try root.write([1], to: "tree/tree-2/train/1.jpeg")
    let located = try DatasetRegistry.locate(descriptor, roots: [root.path])
    #expect(located.place == inner && located.paths == [inner + "/names.txt.gz", inner + "/train"])
  }

  @Test func `not found: every place looked at, why it would not do, and what to type`() throws {
    var files = IDXFixture.goodFiles
    files["t10k-labels-idx1-ubyte"] = nil
    let folder = try IDXFixture.folder(files)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/tiny/t10k-labels-idx1-ubyte", withIntermediateDirectories: false)
    let error = #expect(throws: DatasetError.self) { try locate(["/nowhere", folder.path]) }
    #expect(
      "\(try #require(error))" == """
        dataset "tiny" was not found. Looked in:
          /nowhere/tiny: no such folder
          \(folder.path)/tiny: lacks t10k-labels-idx1-ubyte (or the same with .gz)
        To get it: run the tests
        """)
    let advice = #expect(throws: DatasetError.self) {
      try DatasetRegistry.locate("fashion-mnist", roots: ["/nowhere"])
    }
    #expect("\(try #require(advice))".contains("apt install dataset-fashion-mnist"))
  }

  @Test func `fashion-MNIST, as Debian installs it`() throws {
    let located = try DatasetRegistry.locate("fashion-mnist", roots: ["/usr/share/datasets"])
    let counts = try located.counts()
    #expect(counts.train == 60_000 && counts.test == 10_000)
    let dataset = try located.load()
    #expect(dataset.train.count == 60_000 && dataset.test.count == 10_000)
    #expect(Self.histogram(dataset.train.labels) == .init(repeating: 6_000, count: 10))
    #expect(Self.histogram(dataset.test.labels) == .init(repeating: 1_000, count: 10))
    #expect(dataset.train.labels.prefix(5) == [9, 0, 0, 3, 0])
    #expect(dataset.test.labels.prefix(5) == [9, 2, 1, 1, 6])
    // Python's zlib.crc32 of the four files' contents after their headers.
    #expect(dataset.fingerprint == "ae65dccd2ed6e46a12728439242bc73f")
  }

  private static func histogram(_ labels: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: 10)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
