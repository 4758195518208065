import Compute
import Testing

@testable import Datasets

/// What the random transforms do, and how often.
@Suite struct AugmentationTests {
  private static let shape = SampleShape(channels: 2, height: 9, width: 11)
  private static let picture = TransformedBatches.picture(shape)
  /// Every row backwards.
  private static let mirrored = (0..<18).flatMap { row in
    (0..<11).map { picture[row * 11 + 10 - $0] }
  }

  /// The samples of the first `epochs` of `count` copies.
  private func samples(_ transforms: [Transform], count: Int = 100, epochs: Int = 1) throws -> [[UInt8]] {
    let stream = try TransformedBatches.stream(
      TransformedBatches.copies(count, of: Self.shape), transforms)
    return TransformedBatches.samples(inBatches: epochs * stream.batchesPerEpoch, of: stream)
  }

  @Test func `a flip that is certain mirrors every picture, one that never comes none`() throws {
    #expect(try samples([.horizontalFlip(probability: 1)]).allSatisfy { $0 == Self.mirrored })
    #expect(try samples([.horizontalFlip(probability: 0)]).allSatisfy { $0 == Self.picture })
    let twice = try samples([.horizontalFlip(probability: 1), .horizontalFlip(probability: 1)])
    #expect(twice.count == 100 && twice.allSatisfy { $0 == Self.picture })
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func `flips come as often as asked, anew in every epoch`(_ probability: Double) throws {
    let all = try samples([.horizontalFlip(probability: probability)], count: 2000, epochs: 2)
    let flipped = all.map { $0 == Self.mirrored }
    #expect(zip(all, flipped).allSatisfy { $1 || $0 == Self.picture })
    let deviation = (4000 * probability * (1 - probability)).squareRoot()
    #expect(abs(Double(flipped.filter { $0 }.count) - 4000 * probability) < 5 * deviation)
    // The same place of two epochs agrees as often as two independent draws.
    let same = zip(flipped[..<2000], flipped[2000...]).filter { $0 == $1 }.count
    let agreement = probability * probability + (1 - probability) * (1 - probability)
    #expect(abs(Double(same) - 2000 * agreement) < 5 * (2000 * agreement * (1 - agreement)).squareRoot())
  }

  @Test func `a random crop shows every place equally often, with byte 0 around the picture`() throws {
    // 9 + 2 x 2 - 7 + 1 = 7 rows and 11 + 2 x 2 - 7 + 1 = 9 columns to start at.
    var seen = [[Int]](repeating: [Int](repeating: 0, count: 9), count: 7)
    let all = try samples([.randomCrop(size: 7, padding: 2)], count: 2000, epochs: 3)
    let possible = (0..<7).map { top in (0..<9).map { left in Self.cropped(top - 2, left - 2) } }
    for sample in all {
      // The middle of the crop is never padding, and its byte tells the place.
      let place = Int(sample[3 * 7 + 3]) - 1
      let (top, left) = (place / 11 - 1, place % 11 - 1)
      guard 0..<7 ~= top, 0..<9 ~= left, sample == possible[top][left] else {
        Issue.record("\(sample) is no crop at \(top), \(left)")
        return
      }
      seen[top][left] += 1
    }
    let mean = 6000 / 63.0
    let chiSquare = seen.joined().map { Double($0) - mean }.reduce(0.0) { $0 + $1 * $1 / mean }
    // 62 degrees of freedom: mean 62, standard deviation 11; five of them.
    #expect(chiSquare < 62 + 5 * 124.0.squareRoot())
  }

  /// The 7 x 7 part at this place of the picture.
  private static func cropped(_ top: Int, _ left: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for channel in 0..<2 {
      for y in top..<top + 7 {
        for x in left..<left + 7 {
          let isInside = 0..<9 ~= y && 0..<11 ~= x
          bytes.append(isInside ? picture[(channel * 9 + y) * 11 + x] : 0)
        }
      }
    }
    return bytes
  }

  @Test func `a crop may lie wholly in the padding`() throws {
    let all = try samples([.randomCrop(size: 1, padding: 30), .horizontalFlip(probability: 0.5)], count: 400)
    let black = all.filter { $0 == [0, 0] }.count
    // 99 of 69 x 71 places show the picture: 8 of 400.
    #expect(black > 360 && black < 400)
  }

  @Test func `padding is the byte 0 before the normalisation`() throws {
    let stream = try BatchStream(
      TransformedBatches.copies(1, of: Self.shape), batchSize: 1,
      normalization: Normalization(mean: [0.5, 0.25], deviation: [0.5]),
      transforms: [.randomCrop(size: 80, padding: 36)])
    let corners = stream.withNext { [$0.pixels[0], $0.pixels[80 * 80]] }
    #expect(corners == [-1, -0.5])
  }

  @Test func `a random resized crop of everything is a resize`() throws {
    let square = SampleShape(channels: 3, height: 10, width: 10)
    for size in [4, 10, 23] {
      let made = try [
        Transform.randomResizedCrop(size: size, scale: 1...1, ratio: 1...1), .resize(size),
      ].map {
        TransformedBatches.batches(
          1, of: try TransformedBatches.stream(TransformedBatches.copies(2, of: square), [$0]))
      }
      #expect(made[0].count == 1 && made[0] == made[1])
    }
  }

  @Test func `random parts keep to the area and the ratio asked for, but for rounding`() {
    for position in 0..<5000 {
      var stream = RandomStream(seed: 9, purpose: .augmentation, position: UInt64(position))
      let part = CropWindow.randomPart(
        height: 300, width: 400, scale: 0.08...1, ratio: 3 / 4...4 / 3, from: &stream)
      let inside =
        part.top >= 0 && part.left >= 0 && part.top + part.height <= 300 && part.left + part.width <= 400
      let share = Double(part.height * part.width) / 120_000
      let ratio = Double(part.width) / Double(part.height)
      guard inside, share > 0.079, share <= 1, ratio > 0.74, ratio < 1.35 else {
        Issue.record("\(part) is out of range")
        return
      }
    }
  }

  @Test func `absurd ratios and pictures of one pixel still give a part`() {
    let tiny = Double.leastNonzeroMagnitude
    let ratios = [tiny...tiny, tiny...1e308, 1e308...1e308, 1...1]
    for (height, width) in [(1, 1), (1, 500), (500, 1), (3, 4)] {
      for ratio in ratios {
        for position in 0..<50 {
          var stream = RandomStream(seed: 2, purpose: .augmentation, position: UInt64(position))
          let part = CropWindow.randomPart(
            height: height, width: width, scale: tiny...1, ratio: ratio, from: &stream)
          #expect(part.height >= 1 && part.width >= 1 && part.top >= 0 && part.left >= 0)
          #expect(part.top + part.height <= height && part.left + part.width <= width)
        }
      }
    }
  }

  @Test func `a sample's draws come from its own stream, in the order of the transforms`() throws {
    let count = 30
    let transforms: [Transform] = [
      .randomCrop(size: 9, padding: 1), .horizontalFlip(probability: 0.5),
      .randomResizedCrop(size: 6, scale: 0.3...1, ratio: 0.5...2), .horizontalFlip(probability: 0.3),
    ]
    let all = try samples(transforms, count: count, epochs: 2)
    let resampler = try Resampler(
      largest: SampleShape(channels: 2, height: 9, width: 9),
      to: SampleShape(channels: 2, height: 6, width: 6))
    let identity = (0..<512).map { UInt8($0 % 256) }
    for position in 0..<2 * count {
      var stream = RandomStream(seed: 4, purpose: .augmentation, position: UInt64(position))
      let made = Self.picture.withUnsafeBufferPointer { memory in
        var view = PictureView(memory.baseAddress!, shape: Self.shape)
        let top = stream.below(3) - 1
        view.crop(CropWindow(top: top, left: stream.below(5) - 1, height: 9, width: 9))
        if stream.uniform() < 0.5 { view.flip() }
        view.crop(.randomPart(height: 9, width: 9, scale: 0.3...1, ratio: 0.5...2, from: &stream))
        view = resampler.resize(view)
        if Double(stream.uniform()) < 0.3 { view.flip() }
        return [UInt8](unsafeUninitializedCapacity: 72) { bytes, count in
          view.write(to: bytes.baseAddress!, table: identity)
          count = 72
        }
      }
      #expect(all[position] == made, "sample \(position)")
    }
  }
}
