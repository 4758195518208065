import Compute
import Datasets
import Testing

/// The same bits whoever makes them.
@Suite struct BatchWorkersTests {
  private static let transforms: [Transform] = [
    .randomCrop(size: 12, padding: 2), .randomResizedCrop(size: 9, scale: 0.2...1, ratio: 0.5...2),
    .horizontalFlip(probability: 0.5),
  ]

  private static let split = TransformedBatches.copies(
    45, of: SampleShape(channels: 3, height: 12, width: 13))

  private func stream(
    batchSize: Int = 10, seed: UInt64 = 3, firstBatch: Int = 0, workers: Int = 1,
    transforms: [Transform] = transforms
  ) throws -> BatchStream {
    try TransformedBatches.stream(
      Self.split, transforms, batchSize: batchSize, seed: seed, firstBatch: firstBatch, workers: workers)
  }

  @Test(arguments: 0..<60)
  func `with any number of workers, batches are an epoch's samples, each once, in the seed's order`(
    _ number: Int
  ) throws {
    var random = RandomStream(seed: UInt64(number), purpose: .dataOrder, index: 999)
    let count = 1 + random.below(400)
    let batchSize = 1 + random.below(number % 3 == 0 ? 8 : 120)
    let workers = 1 + random.below(8)
    let buffers = 2 + random.below(4)
    let seed = random.next()
    let stream = try BatchStream(
      NumberedSamples.split(count), batchSize: batchSize, seed: seed, workers: workers, buffers: buffers)
    let size = min(count, batchSize)
    for epoch in 0..<3 {
      let batches = NumberedSamples.take(stream.batchesPerEpoch, from: stream)
      var order = RandomStream(seed: seed, purpose: .dataOrder, index: UInt32(epoch))
      let samples = batches.flatMap(\.samples)
      #expect(samples == order.permutation(count).map { Int($0) })
      #expect(samples.sorted() == Array(0..<count))
      #expect(batches.flatMap(\.labels) == samples.map { Int32($0 % 7) })
      #expect(batches.map(\.index) == Array(0..<(count + size - 1) / size))
      #expect(batches.allSatisfy { $0.epoch == epoch && $0.isLast == ($0.index == batches.count - 1) })
      #expect(batches.dropLast().allSatisfy { $0.samples.count == size })
    }
  }

  @Test(arguments: [2, 3, 7, 64])
  func `transformed batches have the same bits for any number of workers`(_ workers: Int) throws {
    let alone = TransformedBatches.batches(25, of: try stream())
    #expect(alone.count == 25 && Set(alone).count == 25)
    #expect(TransformedBatches.batches(25, of: try stream(workers: workers)) == alone)
  }

  @Test(arguments: [1, 3])
  func `a run taken up at any batch gets the transformed batches that it would have got`(_ workers: Int)
    throws
  {
    let whole = TransformedBatches.batches(20, of: try stream())
    for step in 0..<15 {
      let resumed = try stream(firstBatch: step, workers: workers)
      #expect(TransformedBatches.batches(5, of: resumed) == Array(whole[step..<step + 5]))
    }
  }

  @Test func `epochs and seeds are transformed in their own ways; the batch size only cuts`() throws {
    func epochs(_ stream: BatchStream) -> [[UInt8]] {
      TransformedBatches.samples(inBatches: 2 * stream.batchesPerEpoch, of: stream)
    }
    let one = epochs(try stream())
    #expect(one.count == 90)
    // All pictures are the same, so what differs is the transform.
    #expect(Set(one).count == 90)
    #expect(epochs(try stream(batchSize: 7)) == one)
    #expect(epochs(try stream(batchSize: 45, workers: 4)) == one)
    // Chance makes a few of 90 x 90 pairs equal, and a shared stream makes 45 or 90.
    for seed: UInt64 in [4, 1 << 40 | 3] {
      #expect(Set(one).intersection(epochs(try stream(seed: seed))).count < 10)
    }
  }

  @Test func `a late epoch has positions of its own, beyond 32 bits`() throws {
    // 45 samples: this epoch's first position is 2^32 + 14, and place 14 of epoch 0 must not come again.
    let late = try BatchStream(
      Self.split, batchSize: 1, shuffle: false, firstEpoch: 95_443_718, transforms: Self.transforms)
    let early = try BatchStream(
      Self.split, batchSize: 1, shuffle: false, firstBatch: 14, transforms: Self.transforms)
    #expect(95_443_718 * 45 == 1 << 32 + 14)
    let pictures = [late, early].map { stream in stream.withNext { Array($0.pixels) } }
    #expect(pictures[0] != nil && pictures[0] != pictures[1])
  }

  @Test func `a stop in the middle ends the workers' round, and streams may be dropped at any time`() throws {
    for number in 0..<60 {
      let stream = try stream(workers: 1 + number % 5)
      #expect(TransformedBatches.batches(number % 7, of: stream).count == number % 7)
      if number % 2 == 0 {
        stream.stop()
        #expect(stream.withNext { _ in true } == nil)
      }
    }
  }

  @Test func `a batch keeps its content while several workers fill the others`() throws {
    let stream = try stream(workers: 4)
    let same = stream.withNext { first in
      let before = Array(first.pixels)
      let others = stream.withNext { _ in TransformedBatches.batches(1, of: stream) }
      return others?.count == 1 && before == Array(first.pixels)
    }
    #expect(same == true)
  }
}
