import Datasets
import Foundation
import Testing

/// Datasets where other programs put them.
@Suite struct DatasetPlacesTests {
  /// MNIST's files, with pictures of its size.
  private static let files: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for (name, count) in [("train", 3), ("t10k", 2)] {
      files["\(name)-images-idx3-ubyte"] = IDXFixture.file(
        dimensions: [count, 28, 28], bytes: (0..<count * 784).map { UInt8(truncatingIfNeeded: $0) })
      files["\(name)-labels-idx1-ubyte"] = IDXFixture.labels((0..<count).map { UInt8($0) })
    }
    return files
  }()

  private func expectFound(
    _ name: String, in place: String, _ files: [String: [UInt8]] = files,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let root = try TemporaryFolder()
    for (file, bytes) in files { try root.write(bytes, to: "\(place)/\(file)") }
    let located = try DatasetRegistry.locate(name, roots: [root.path])
    #expect(located.place == "\(root.path)/\(place)", sourceLocation: sourceLocation)
    let counts = try located.counts()
    let dataset = try located.load()
    #expect(
      dataset.train.count == counts.train && dataset.test.count == counts.test, sourceLocation: sourceLocation
    )
  }

  @Test(arguments: ["mnist", "mnist/raw", "MNIST/raw", "mnist/MNIST/raw", "MNIST", "mnist/mnist"])
  func `MNIST, as torchvision has it, too`(place: String) throws { try expectFound("mnist", in: place) }

  @Test(arguments: [
    "fashion-mnist/raw", "FashionMNIST/raw", "fashion-mnist/FashionMNIST/raw", "FashionMNIST",
  ])
  func `fashion-MNIST likewise`(place: String) throws { try expectFound("fashion-mnist", in: place) }

  @Test func `torchvision keeps the packed files beside the unpacked ones, which are read`() throws {
    var files = Self.files
    for (name, bytes) in Self.files { files["\(name).gz"] = IDXFixture.gzip(bytes) }
    try expectFound("mnist", in: "MNIST/raw", files)
    let root = try TemporaryFolder()
    for (file, bytes) in files { try root.write(bytes, to: "MNIST/raw/\(file)") }
    #expect(try DatasetRegistry.locate("mnist", roots: [root.path]).paths.allSatisfy { !$0.hasSuffix(".gz") })
  }

  @Test func `each file may lie in a folder of its own name`() throws {
    let nested = Dictionary(uniqueKeysWithValues: Self.files.map { ("\($0)/\($0)", $1) })
    try expectFound("mnist", in: "mnist", nested)
    let dotted = Dictionary(
      uniqueKeysWithValues: Self.files.map { ($0.replacing("-idx", with: ".idx"), $1) })
    try expectFound("mnist", in: "mnist", dotted)
  }

  @Test(arguments: ["letters/raw", "letters/letters"])
  func `a folder that nobody registered may be nested, too`(place: String) throws {
    try expectFound("letters", in: place)
    let root = try TemporaryFolder()
    for (file, bytes) in Self.files { try root.write(bytes, to: "\(place)/\(file)") }
    #expect(DatasetRegistry.names(roots: [root.path]).last == "letters")
    #expect(try DatasetRegistry.descriptor(named: "letters", roots: [root.path]).classes == 3)
  }

  @Test(arguments: [
    "cifar10", "cifar-10-batches-bin", "cifar10/cifar-10-binary/cifar-10-batches-bin",
    "cifar-10-binary/cifar-10-batches-bin", "cifar10/cifar10",
  ])
  func `CIFAR-10 in the folders that its archive is unpacked to`(place: String) throws {
    try expectFound("cifar10", in: place, CIFARFixture.cifar10)
  }

  @Test(arguments: ["cifar-100-binary", "cifar-100-binary/cifar-100-binary"])
  func `CIFAR-100 likewise`(place: String) throws {
    try expectFound("cifar100", in: place, CIFARFixture.cifar100)
  }

  @Test(arguments: [
    ("cifar10", "cifar-10-batches-py", "cifar-10-binary.tar.gz"),
    ("cifar10", "cifar10/cifar-10-python/cifar-10-batches-py", "cifar-10-binary.tar.gz"),
    ("cifar100", "cifar-100-python", "cifar-100-binary.tar.gz"),
    ("cifar100", "cifar100/cifar-100-python", "cifar-100-binary.tar.gz"),
  ])
  func `of CIFAR's Python version it is said that it is not read`(
    name: String, place: String, archive: String
  )
    throws
  {
    let root = try TemporaryFolder()
    try root.write([1], to: "\(place)/test_batch")
    let error = #expect(throws: DatasetError.self) { try DatasetRegistry.locate(name, roots: [root.path]) }
    #expect(
      "\(error!)".contains(
        "\(root.path)/\(place): is the Python version, which is not read; \(archive) holds the same pictures\n"
      ))
  }

  @Test func `pictures of another size, and labels that do not go with them, are told before they are read`()
    throws
  {
    let root = try TemporaryFolder()
    for (file, bytes) in Self.files { try root.write(bytes, to: "mnist/\(file)") }
    let small = try root.write(IDXFixture.images(2), to: "mnist/t10k-images-idx3-ubyte")
    let located = try DatasetRegistry.locate("mnist", roots: [root.path])
    #expect(
      throws: DatasetError.wrongDimensions(path: small, expected: [nil, 28, 28], found: [2, 2, 3])
    ) { try located.described() }
    for (file, bytes) in Self.files { try root.write(bytes, to: "mnist/\(file)") }
    let labels = try root.write(IDXFixture.labels([0, 1]), to: "mnist/train-labels-idx1-ubyte")
    #expect(
      throws: DatasetError.countMismatch(
        images: root.path + "/mnist/train-images-idx3-ubyte", imageCount: 3, labels: labels, labelCount: 2)
    ) { try located.counts() }
  }
}
