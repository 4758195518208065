import Datasets
import Testing

/// Shapes of what transforms make, and settings that can not be.
@Suite struct TransformShapeTests {
  private static let small = SampleShape(channels: 3, height: 32, width: 48)

  @Test(arguments: [
    (Transform.horizontalFlip(probability: 0.5), 32, 48), (.randomCrop(size: 32, padding: 4), 32, 32),
    (.randomCrop(size: 40, padding: 4), 40, 40), (.randomCrop(size: 1, padding: 0), 1, 1),
    (.randomResizedCrop(size: 224, scale: 0.08...1, ratio: 3 / 4...4 / 3), 224, 224),
    (.resize(64), 64, 96), (.resize(33), 33, 49), (.resize(1), 1, 1), (.resize(2730), 2730, 4095),
    (.centerCrop(32), 32, 32), (.centerCrop(1), 1, 1),
  ])
  func `every transform says what it makes of a picture`(_ transform: Transform, _ height: Int, _ width: Int)
    throws
  {
    let expected = SampleShape(channels: 3, height: height, width: width)
    #expect(try Preprocessing.shape(of: Self.small, after: [transform]) == expected)
    let split = TransformedBatches.copies(2, of: Self.small)
    let stream = try BatchStream(split, batchSize: 1, transforms: [transform])
    #expect(stream.shape == expected)
    #expect(stream.withNext { $0.pixels.count } == expected.count)
  }

  @Test func `a list is applied from the first to the last; an empty one changes nothing`() throws {
    #expect(try Preprocessing.shape(of: Self.small, after: []) == Self.small)
    let made = try Preprocessing.shape(of: Self.small, after: [.resize(256), .centerCrop(224)])
    #expect(made == SampleShape(channels: 3, height: 224, width: 224))
    #expect(throws: DatasetError.self) {
      try Preprocessing.shape(of: Self.small, after: [.centerCrop(224), .resize(256)])
    }
  }

  @Test func `plain preprocessing is half normalisation and nothing else`() {
    #expect(Preprocessing.plain.normalization == .half)
    #expect(Preprocessing.plain.train.isEmpty && Preprocessing.plain.test.isEmpty)
  }

  @Test(arguments: [
    (Transform.horizontalFlip(probability: -0.1), "horizontal_flip", "-0.1"),
    (.horizontalFlip(probability: 1.1), "horizontal_flip", "1.1"),
    (.horizontalFlip(probability: .nan), "horizontal_flip", "nan"),
    (.randomCrop(size: 0, padding: 4), "random_crop", "from 1 to 4096"),
    (.randomCrop(size: .max, padding: 0), "random_crop", "from 1 to 4096"),
    (.randomCrop(size: 32, padding: -1), "random_crop", "from 0 to 4096"),
    (.randomCrop(size: 32, padding: .max), "random_crop", "from 0 to 4096"),
    (.randomCrop(size: 41, padding: 4), "random_crop", "3x32x48, which padded is 40x56"),
    (.randomResizedCrop(size: 0, scale: 0.1...1, ratio: 1...1), "random_resized_crop", "from 1 to 4096"),
    (.randomResizedCrop(size: 8, scale: 0...1, ratio: 1...1), "random_resized_crop", "0.0 to 1.0"),
    (.randomResizedCrop(size: 8, scale: 0.1...1.5, ratio: 1...1), "random_resized_crop", "0.1 to 1.5"),
    (.randomResizedCrop(size: 8, scale: 0.1...1, ratio: 0...1), "random_resized_crop", "0.0 to 1.0"),
    (.randomResizedCrop(size: 8, scale: 0.1...1, ratio: 1...(.infinity)), "random_resized_crop", "inf"),
    (.resize(0), "resize", "from 1 to 4096"), (.resize(4097), "resize", "from 1 to 4096"),
    (.resize(4096), "resize", "3x32x48, which would become 3x4096x6144"),
    (.centerCrop(0), "center_crop", "from 1 to 4096"),
    (.centerCrop(224), "center_crop", "at least 224x224; resize before it, found 3x32x48"),
  ])
  func `settings that can not be are refused by the transform's name, what it needs and what it got`(
    _ transform: Transform, _ name: String, _ text: String
  ) throws {
    let error = try #require(throws: DatasetError.self) {
      try Preprocessing.shape(of: Self.small, after: [.horizontalFlip(probability: 1), transform])
    }
    guard case .badSetting(let setting, _, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(setting.hasPrefix(name))
    #expect("\(error)".contains(text))
    let split = TransformedBatches.copies(1, of: Self.small)
    #expect(throws: error) { try BatchStream(split, batchSize: 1, transforms: [transform]) }
  }
}
