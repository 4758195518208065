import Compute
import Glibc
import Testing
import TestSupport

@testable import Datasets

/// Crops, flips, paddings and resizes byte for byte against torchvision and Pillow.
@Suite struct PictureOracleTests {
  private static let chains: [String] =
    (try? Fixtures.pictures().tensors.keys.filter { $0.hasPrefix("chains/") }.sorted()) ?? []

  /// Bytes of a tensor.
  private static func bytes(_ tensor: TensorFile.Tensor) -> [UInt8] { tensor.values.map { UInt8($0) } }

  private static func shape(_ tensor: TensorFile.Tensor) -> SampleShape {
    SampleShape(channels: tensor.shape[0], height: tensor.shape[1], width: tensor.shape[2])
  }

  @Test func `the fixture has its chains`() { #expect(Self.chains.count == 45) }

  @Test(arguments: chains)
  func `every chain of steps gives torchvision's bytes`(_ name: String) throws {
    let file = try Fixtures.pictures()
    let expected = try file(name)
    let steps = name.dropFirst("chains/".count).split(separator: "|")
    let source = try file("pictures/\(steps[0])")
    let picture = Self.bytes(source)
    // What a step made lives as long as its resampler.
    var resamplers: [Resampler] = []
    let made = try picture.withUnsafeBufferPointer { memory in
      var view = PictureView(try #require(memory.baseAddress), shape: Self.shape(source))
      var padding = 0
      for step in steps.dropFirst() {
        let words = step.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch words[0] {
        case "flip": view.flip()
        case "pad": padding = numbers[0]
        case "crop":
          view.crop(
            CropWindow(
              top: numbers[0] - padding, left: numbers[1] - padding, height: numbers[2], width: numbers[3]))
          padding = 0
        case "center_crop":
          view.crop(.middle(numbers[0], height: view.shape.height, width: view.shape.width))
        default:
          let height: Int
          let width: Int
          if words[0] == "resize" {
            let shape = Transform.resized(view.shape, to: numbers[0])
            (height, width) = (shape.height, shape.width)
          } else {
            (height, width) = (numbers[0], numbers[1])
          }
          let target = SampleShape(channels: view.shape.channels, height: height, width: width)
          let resampler = try Resampler(largest: view.shape, to: target)
          resamplers.append(resampler)
          view = resampler.resize(view)
        }
      }
      #expect(view.shape == Self.shape(expected))
      return withExtendedLifetime(resamplers) { Self.contents(view) }
    }
    #expect(made == Self.bytes(expected))
  }

  private static func contents(_ view: PictureView) -> [UInt8] {
    let identity = (0..<view.shape.channels).flatMap { _ in (0...255).map { UInt8($0) } }
    return [UInt8](unsafeUninitializedCapacity: view.shape.count) { memory, count in
      guard let start = memory.baseAddress else { return }
      identity.withUnsafeBufferPointer { view.write(to: start, table: $0.baseAddress!) }
      count = view.shape.count
    }
  }

  @Test(arguments: chains.filter { !$0.contains("stretch") && !$0.contains("|crop") && !$0.contains("flip") })
  func `a stream's resize and centre crop are torchvision's`(_ name: String) throws {
    let file = try Fixtures.pictures()
    let expected = try file(name)
    let steps = name.dropFirst("chains/".count).split(separator: "|")
    let source = try file("pictures/\(steps[0])")
    let transforms = steps.dropFirst().compactMap { step -> Transform? in
      let words = step.split(separator: " ")
      guard let size = words.last.flatMap({ Int($0) }) else { return nil }
      return words[0] == "resize" ? .resize(size) : .centerCrop(size)
    }
    // The picture twice, so that the second is made with memory that has been used.
    let shape = Self.shape(source)
    let split = DatasetSplit(
      shape: shape, images: Self.bytes(source) + Self.bytes(source), labels: [0, 1])
    let stream = try BatchStream(
      split, batchSize: 2, normalization: Normalization(mean: [0], deviation: [1]), transforms: transforms)
    #expect(stream.shape == Self.shape(expected))
    let bytes = try #require(stream.withNext { $0.pixels.map { UInt8(($0 * 255).rounded()) } })
    #expect(bytes == Self.bytes(expected) + Self.bytes(expected))
  }

  @Test func `what fits in no way is the largest central part, as in torchvision`() throws {
    let table = try Fixtures.pictures()("fallbacks")
    let rows = stride(from: 0, to: table.values.count, by: 8).map { Array(table.values[$0..<$0 + 8]) }
    #expect(rows.count == 5)
    for row in rows {
      let expected = CropWindow(top: Int(row[4]), left: Int(row[5]), height: Int(row[6]), width: Int(row[7]))
      var stream = RandomStream(seed: 1, purpose: .augmentation)
      let window = CropWindow.randomPart(
        height: Int(row[0]), width: Int(row[1]), scale: 1...1, ratio: row[2]...row[3], from: &stream)
      #expect(window == expected)
    }
  }

  @Test func `random parts are spread as torchvision's`() throws {
    let table = try Fixtures.pictures()("drawn")
    let rows = stride(from: 0, to: table.values.count, by: 18).map { Array(table.values[$0..<$0 + 18]) }
    #expect(rows.count == 3)
    for row in rows {
      let draws = 20_000
      var sums = [Double](repeating: 0, count: 6)
      var squares = sums
      for position in 0..<draws {
        var stream = RandomStream(seed: 5, purpose: .augmentation, position: UInt64(position))
        let window = CropWindow.randomPart(
          height: Int(row[0]), width: Int(row[1]), scale: row[2]...row[3], ratio: row[4]...row[5],
          from: &stream)
        for (i, value) in Self.measures(window).enumerated() {
          sums[i] += value
          squares[i] += value * value
        }
      }
      for i in 0..<6 {
        let mean = sums[i] / Double(draws)
        let deviation = (squares[i] / Double(draws) - mean * mean).squareRoot()
        let (expected, spread) = (row[6 + i], row[12 + i])
        // Five standard errors of the difference to the mean of 100,000; the spread itself to 3 %.
        let error = spread * (1 / Double(draws) + 1 / 100_000).squareRoot()
        #expect(abs(mean - expected) < 5 * error, "measure \(i) of \(row[0])x\(row[1])")
        #expect(abs(deviation / spread - 1) < 0.03, "measure \(i) of \(row[0])x\(row[1])")
      }
    }
  }

  /// Top, left, height, width, area and squared log ratio, as in the fixture.
  private static func measures(_ window: CropWindow) -> [Double] {
    let ratio = log(Double(window.width) / Double(window.height))
    return [
      Double(window.top), Double(window.left), Double(window.height), Double(window.width),
      Double(window.height * window.width), ratio * ratio,
    ]
  }
}
