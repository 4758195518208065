import Datasets
import Testing

@Suite struct DatasetTests {
  private func dataset(train: [UInt8] = [1, 2], labels: [UInt8] = [0, 1], test: [UInt8] = [3]) -> Dataset {
    let shape = SampleShape(channels: 1, height: 1, width: 1)
    return Dataset(
      name: "two", classes: 2, train: DatasetSplit(shape: shape, images: train, labels: labels),
      test: DatasetSplit(shape: shape, images: test, labels: [0]))
  }

  @Test func `the fingerprint is of the content, all of it`() {
    let one = dataset().fingerprint
    #expect(one.count == 32)
    #expect(dataset().fingerprint == one)
    #expect(dataset(train: [1, 3]).fingerprint != one)
    #expect(dataset(labels: [1, 0]).fingerprint != one)
    #expect(dataset(test: [4]).fingerprint != one)
  }

  @Test func `how the files are packed does not matter to it`() throws {
    let plain = try IDXFixture.folder()
    let packed = try IDXFixture.folder(
      Dictionary(
        uniqueKeysWithValues: IDXFixture.goodFiles.map { ($0.key + ".gz", IDXFixture.gzip($0.value)) }))
    let prints = try [plain, packed].map {
      try DatasetRegistry.locate(IDXFixture.descriptor, roots: [$0.path]).load().fingerprint
    }
    #expect(prints[0] == prints[1])
  }
}
