import Datasets
import Testing

@Suite struct IDXReaderTests {
  private func load(_ files: [String: [UInt8]]) throws -> Dataset {
    let folder = try IDXFixture.folder(files)
    return try DatasetRegistry.locate(IDXFixture.descriptor, roots: [folder.path]).load()
  }

  @Test func `both splits are read whole`() throws {
    let dataset = try load(IDXFixture.goodFiles)
    #expect(dataset.name == "tiny" && dataset.classes == 4)
    #expect(dataset.shape == SampleShape(channels: 1, height: 2, width: 3))
    #expect(dataset.train.labels == [0, 1, 2, 3, 0])
    #expect(dataset.train.images == (0..<30).map { UInt8($0) })
    #expect(dataset.test.labels == [3, 3, 1])
    #expect(dataset.test.images == (0..<18).map { UInt8($0) })
  }

  @Test func `counts come of the headers alone`() throws {
    var files = IDXFixture.goodFiles
    files["train-images-idx3-ubyte"] = Array(IDXFixture.images(5).prefix(16))
    let folder = try IDXFixture.folder(files)
    let counts = try DatasetRegistry.locate(IDXFixture.descriptor, roots: [folder.path]).counts()
    #expect(counts.train == 5 && counts.test == 3)
  }

  @Test func `a label that is no class names its sample`() throws {
    var files = IDXFixture.goodFiles
    files["t10k-labels-idx1-ubyte"] = IDXFixture.labels([3, 1, 4])
    let error = #expect(throws: DatasetError.self) { try load(files) }
    guard case .labelOutOfRange(let path, 2, 4, 4) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(path.hasSuffix("tiny/t10k-labels-idx1-ubyte"))
    #expect("\(try #require(error))".contains("expected labels from 0 to 3, found 4 at sample 2"))
  }

  @Test(arguments: [4, 6])
  func `pictures and labels of different number`(_ images: Int) throws {
    var files = IDXFixture.goodFiles
    files["train-images-idx3-ubyte"] = IDXFixture.images(images)
    let error = #expect(throws: DatasetError.self) { try load(files) }
    guard case .countMismatch(let imagePath, images, let labelPath, 5) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(imagePath.hasSuffix("train-images-idx3-ubyte") && labelPath.hasSuffix("train-labels-idx1-ubyte"))
  }

  @Test(arguments: IDXFixture.goodFiles.keys.sorted())
  func `damage in any of the four files is found`(_ name: String) throws {
    var files = IDXFixture.goodFiles
    files[name]?.removeLast()
    let error = #expect(throws: DatasetError.self) { try load(files) }
    guard case .truncated(let path, let expected, let found) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(path.hasSuffix(name) && found == expected - 1)
  }

  @Test func `pictures with channels keep the order channel, height, width`() throws {
    let bytes = (0..<24).map { UInt8($0) }
    let descriptor = DatasetDescriptor(
      name: "tiny", shape: SampleShape(channels: 3, height: 2, width: 2), classes: 4,
      reader: IDXReader.standard, advice: "")
    let folder = try IDXFixture.folder([
      "train-images-idx3-ubyte": IDXFixture.file(dimensions: [2, 3, 2, 2], bytes: bytes),
      "train-labels-idx1-ubyte": IDXFixture.labels([0, 1]),
      "t10k-images-idx3-ubyte": IDXFixture.file(dimensions: [1, 3, 2, 2], bytes: Array(bytes[12...])),
      "t10k-labels-idx1-ubyte": IDXFixture.labels([2]),
    ])
    let dataset = try DatasetRegistry.locate(descriptor, roots: [folder.path]).load()
    #expect(dataset.train.images == bytes && dataset.test.images == Array(bytes[12...]))
  }
}
