import Datasets
import Dispatch
import Synchronization
import Testing

@Suite struct DatasetCacheTests {
  /// Counts how often it reads, slowly enough for others to come in meanwhile.
  private final class CountingReader: DatasetReader {
    let reads = Mutex(0)

    var layouts: [DatasetLayout] { IDXReader.standard.layouts }

    func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int) {
      try IDXReader.standard.counts(located)
    }

    func read(
      _ located: LocatedDataset
    ) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit) {
      reads.withLock { $0 += 1 }
      _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 0.05)
      return try IDXReader.standard.read(located)
    }
  }

  private func located(_ folder: TemporaryFolder, _ reader: CountingReader) throws -> LocatedDataset {
    let tiny = IDXFixture.descriptor
    let descriptor = DatasetDescriptor(
      name: tiny.name, shape: tiny.shape, classes: tiny.classes, reader: reader, advice: "")
    return try DatasetRegistry.locate(descriptor, roots: [folder.path])
  }

  @Test func `eight who want a set at once share one load of it`() throws {
    let folder = try IDXFixture.folder()
    let reader = CountingReader()
    let located = try located(folder, reader)
    let cache = DatasetCache()
    let got = Mutex<[Dataset]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      guard let dataset = try? cache.dataset(located) else { return }
      got.withLock { $0.append(dataset) }
    }
    #expect(got.withLock { $0.count } == 8)
    #expect(got.withLock { Set($0.map(ObjectIdentifier.init)).count } == 1)
    #expect(reader.reads.withLock { $0 } == 1)
  }

  @Test func `a set goes with its last user and is loaded again for the next`() throws {
    let folder = try IDXFixture.folder()
    let reader = CountingReader()
    let located = try located(folder, reader)
    let cache = DatasetCache()
    weak var first: Dataset?
    do {
      let dataset = try cache.dataset(located)
      first = dataset
      #expect(try cache.dataset(located) === dataset)
    }
    #expect(first == nil)
    #expect(try cache.dataset(located).train.count == 5)
    #expect(reader.reads.withLock { $0 } == 2)
  }

  @Test func `a failure is not kept`() throws {
    var files = IDXFixture.goodFiles
    files["train-labels-idx1-ubyte"] = []
    let folder = try IDXFixture.folder(files)
    let located = try located(folder, CountingReader())
    let cache = DatasetCache()
    #expect(throws: DatasetError.self) { try cache.dataset(located) }
    try folder.write(IDXFixture.labels([0, 1, 2, 3, 0]), to: "tiny/train-labels-idx1-ubyte")
    #expect(try cache.dataset(located).train.count == 5)
  }

  @Test func `the same name in another folder is another set`() throws {
    let one = try IDXFixture.folder()
    let two = try IDXFixture.folder()
    let cache = DatasetCache()
    let first = try cache.dataset(located(one, CountingReader()))
    let second = try cache.dataset(located(two, CountingReader()))
    #expect(first !== second)
  }

  @Test func `by name, from the roots; errors come through`() throws {
    let cache = DatasetCache()
    #expect(throws: DatasetError.self) { try cache.dataset(named: "fashion-mnist", roots: []) }
    let dataset = try cache.dataset(named: "fashion-mnist", roots: ["/usr/share/datasets"])
    #expect(dataset.name == "fashion-mnist")
  }
}
