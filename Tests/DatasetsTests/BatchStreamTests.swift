import Compute
import Datasets
import Testing

@Suite struct BatchStreamTests {
  private func epochs(
    _ epochs: Int, count: Int, batchSize: Int, seed: UInt64 = 1, shuffle: Bool = true
  ) throws -> [[NumberedSamples.Content]] {
    let stream = try BatchStream(
      NumberedSamples.split(count), batchSize: batchSize, seed: seed, shuffle: shuffle)
    return (0..<epochs).map { _ in NumberedSamples.take(stream.batchesPerEpoch, from: stream) }
  }

  @Test(arguments: [1, 2, 3, 7, 50, 300, 1021], [1, 2, 3, 7, 50, 64, 2000])
  func `an epoch is a permutation of the set, in batches of the right size`(_ count: Int, _ batchSize: Int)
    throws
  {
    for (number, epoch) in try epochs(3, count: count, batchSize: batchSize).enumerated() {
      let samples = epoch.flatMap(\.samples)
      #expect(samples.sorted() == Array(0..<count))
      #expect(epoch.flatMap(\.labels) == samples.map { Int32($0 % 7) })
      #expect(epoch.allSatisfy { $0.epoch == number })
      #expect(epoch.map(\.index) == Array(epoch.indices))
      #expect(epoch.map(\.isLast) == epoch.indices.map { $0 == epoch.count - 1 })
      let size = min(batchSize, count)
      #expect(epoch.dropLast().allSatisfy { $0.samples.count == size })
      #expect(epoch.last?.samples.count == (count % size == 0 ? size : count % size))
    }
  }

  @Test func `the order is the one that the seed's data-order stream gives for the epoch`() throws {
    for (number, epoch) in try epochs(3, count: 100, batchSize: 30, seed: 77).enumerated() {
      var stream = RandomStream(seed: 77, purpose: .dataOrder, index: UInt32(number))
      #expect(epoch.flatMap(\.samples) == stream.permutation(100).map { Int($0) })
    }
  }

  @Test func `epochs differ, seeds differ, the same seed gives the same`() throws {
    let one = try epochs(2, count: 200, batchSize: 32, seed: 1)
    #expect(one[0].flatMap(\.samples) != one[1].flatMap(\.samples))
    #expect(try epochs(2, count: 200, batchSize: 32, seed: 1) == one)
    #expect(try epochs(1, count: 200, batchSize: 32, seed: 2)[0] != one[0])
    #expect(try epochs(1, count: 200, batchSize: 32, seed: 1 << 40 | 1)[0] != one[0])
  }

  @Test func `the batch size cuts the order and does not change it`() throws {
    let orders = try [1, 32, 200].map { try epochs(1, count: 200, batchSize: $0)[0].flatMap(\.samples) }
    #expect(orders[0] == orders[1] && orders[1] == orders[2])
  }

  @Test func `without shuffling, every pass is in the set's order`() throws {
    for epoch in try epochs(2, count: 45, batchSize: 10, shuffle: false) {
      #expect(epoch.flatMap(\.samples) == Array(0..<45))
      #expect(epoch.map(\.samples.count) == [10, 10, 10, 10, 5])
    }
  }

  @Test func `resuming at any batch of any epoch gives what an uninterrupted run would have got`() throws {
    let split = NumberedSamples.split(45)
    let whole = try BatchStream(split, batchSize: 10, seed: 3)
    let expected = NumberedSamples.take(20, from: whole)
    for step in 0..<15 {
      let byPlace = try BatchStream(split, batchSize: 10, seed: 3, firstEpoch: step / 5, firstBatch: step % 5)
      let byStep = try BatchStream(split, batchSize: 10, seed: 3, firstBatch: step)
      #expect(NumberedSamples.take(5, from: byPlace) == Array(expected[step..<step + 5]))
      #expect(NumberedSamples.take(5, from: byStep) == Array(expected[step..<step + 5]))
    }
  }

  @Test(arguments: [2, 3, 5])
  func `few buffers go round, each on a 64-byte boundary`(_ number: Int) throws {
    let stream = try BatchStream(NumberedSamples.split(45), batchSize: 7, seed: 3, buffers: number)
    let addresses = (0..<40).compactMap { _ in
      stream.withNext { [UInt(bitPattern: $0.pixels.baseAddress), UInt(bitPattern: $0.labels.baseAddress)] }
    }
    #expect(addresses.count == 40)
    #expect(Set(addresses).count == number)
    #expect(addresses.joined().allSatisfy { $0 % 64 == 0 })
    #expect(addresses.indices.dropFirst(number).allSatisfy { addresses[$0] == addresses[$0 - number] })
  }

  @Test func `a batch keeps its content for as long as it is in use`() throws {
    let stream = try BatchStream(NumberedSamples.split(100), batchSize: 10, shuffle: false)
    let same = stream.withNext { first in
      let before = NumberedSamples.content(first)
      // The worker fills what it can, and the consumer uses the others, several times round if it could.
      let others = stream.withNext { _ in NumberedSamples.take(1, from: stream) }
      return before == NumberedSamples.content(first) && others?.count == 1
    }
    #expect(same == true)
    #expect(NumberedSamples.take(1, from: stream).first?.samples == Array(30..<40))
  }

  @Test func `an error of the consumer comes through, and the batch counts as used`() throws {
    struct Stumble: Error {}
    let stream = try BatchStream(NumberedSamples.split(30), batchSize: 10, shuffle: false)
    for _ in 0..<4 {
      #expect(throws: Stumble.self) { try stream.withNext { _ in throw Stumble() } }
    }
    #expect(NumberedSamples.take(1, from: stream).first?.index == 1)
  }

  @Test(arguments: [
    (0, 0, 0, 3, "batch_size"), (-1, 0, 0, 3, "batch_size"), (1, -1, 0, 3, "first epoch"),
    (1, 0, -1, 3, "first batch"), (1, 0, 0, 1, "buffers"),
  ])
  func `settings that make no sense are refused by name`(
    _ batchSize: Int, _ epoch: Int, _ batch: Int, _ buffers: Int, _ name: String
  ) {
    let error = #expect(throws: DatasetError.self) {
      try BatchStream(
        NumberedSamples.split(3), batchSize: batchSize, firstEpoch: epoch, firstBatch: batch, buffers: buffers
      )
    }
    guard case .badSetting(name, _, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test(arguments: [Int.min, 0, 257, .max])
  func `a number of workers that makes no sense is refused by name`(_ workers: Int) {
    let expected = DatasetError.badSetting(
      name: "workers", expected: "a whole number from 1 to 256", found: "\(workers)")
    #expect(throws: expected) {
      try BatchStream(NumberedSamples.split(3), batchSize: 1, workers: workers)
    }
  }

  @Test(arguments: [(Int.max, 0), (.max, .max), (1 << 55 / 3 + 1, 0), (1 << 55 / 3, 3)])
  func `a start beyond all random streams is refused`(_ epoch: Int, _ batch: Int) {
    let error = #expect(throws: DatasetError.self) {
      try BatchStream(NumberedSamples.split(3), batchSize: 1, firstEpoch: epoch, firstBatch: batch)
    }
    guard case .badSetting("first epoch", _, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test func `a batch size beyond all bounds costs no more than the set`() throws {
    let stream = try BatchStream(NumberedSamples.split(3), batchSize: .max)
    #expect(stream.batchSize == 3 && stream.batchesPerEpoch == 1)
    #expect(NumberedSamples.take(2, from: stream).map(\.samples.count) == [3, 3])
  }

  @Test(arguments: [(45, 10), (51, 50), (50, 50), (7, 3)])
  func `without the left-over batch an epoch has whole ones, and the next is what it would have been`(
    _ count: Int, _ batchSize: Int
  ) throws {
    let split = NumberedSamples.split(count)
    let stream = try BatchStream(split, batchSize: batchSize, dropLast: true, seed: 3)
    let kept = count / batchSize
    #expect(stream.batchesPerEpoch == kept)
    let batches = NumberedSamples.take(3 * kept, from: stream)
    let whole = try epochs(3, count: count, batchSize: batchSize, seed: 3)
    #expect(batches.map(\.samples) == whole.flatMap { $0.prefix(kept) }.map(\.samples))
    #expect(batches.map(\.isLast) == (0..<3 * kept).map { $0 % kept == kept - 1 })
    #expect(batches.map(\.epoch) == (0..<3 * kept).map { $0 / kept })
    for step in 0..<2 * kept {
      let resumed = try BatchStream(split, batchSize: batchSize, dropLast: true, seed: 3, firstBatch: step)
      #expect(NumberedSamples.take(kept, from: resumed) == Array(batches[step..<step + kept]))
    }
  }

  @Test func `leaving out the only batch is refused`() throws {
    let error = #expect(throws: DatasetError.self) {
      try BatchStream(NumberedSamples.split(3), batchSize: 4, dropLast: true)
    }
    #expect("\(error!)".contains("batch_size: expected at most 3, all samples, with drop_last, found 4"))
  }
}
