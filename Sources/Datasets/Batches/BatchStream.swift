import Dispatch

/// The batches of a run, epoch after epoch without end, made ahead of time on queues of their own.
///
///     let stream = try BatchStream(dataset.train, batchSize: 50, seed: run.seed)
///     while let loss = stream.withNext({ batch in network.step(batch) }) { ... }
///
/// A few buffers go round: while the consumer works on one, workers fill the others. Which samples a batch holds, in
/// which order and how each is cropped and flipped is a function of seed, epoch and the place in it; neither timing nor
/// the number of workers nor the place of a resume can change a bit. For a pass over the test set take `shuffle: false` and read `batchesPerEpoch` batches; the stream
/// then waits, without holding a thread, for the next pass.
///
/// The stream ends with its last reference, or earlier with ``stop()``.
package final class BatchStream: Sendable {
  /// The shape of a sample as delivered.
  package let shape: SampleShape
  /// Samples of a full batch: as asked for, but never more than there are.
  package let batchSize: Int
  /// Batches of one epoch, the left-over one counted too unless it is left out.
  package let batchesPerEpoch: Int

  /// Batches that exist at a time where nobody asks for another number.
  package static let usualBuffers = 3

  private let ring: BatchRing
  /// Tell the workers, one each, that a buffer is free. Sources and not `async`, which would allocate each time;
  /// several calls before the worker gets to it are one. Sources may be used from any thread, though the module does
  /// not declare it.
  private nonisolated(unsafe) let wakes: [any DispatchSourceUserDataAdd]

  /// - Parameters:
  ///   - split: the samples.
  ///   - batchSize: samples of a batch, at least 1; the last of an epoch has what is left over.
  ///   - dropLast: whether that last one is left out when it is smaller than the others. What follows it in the run is
  ///     drawn as if it had been there.
  ///   - seed: the run's seed; counts only when shuffling or for transforms that are random.
  ///   - shuffle: a new order in every epoch, the one of `RandomStream(seed:purpose:index:)` with `.dataOrder` and
  ///     the epoch's number from 0; else the split's own order.
  ///   - firstEpoch: where to start, from 0.
  ///   - firstBatch: where to start within that epoch, from 0. It may be larger than an epoch and is carried over,
  ///     so a run resumes at `firstBatch: step`, the number of batches it has used.
  ///   - normalization: how bytes become values.
  ///   - transforms: what is done to the bytes before, in this order. What is random is drawn from
  ///     `RandomStream(seed:purpose:position:)` with `.augmentation` and the sample's position in the run:
  ///     epoch x samples + place in the epoch, both from 0.
  ///   - workers: how many threads fill batches, 1 to 256. They share each batch.
  ///   - buffers: how many batches exist at a time, at least 2.
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)``, ``DatasetError/outOfMemory(bytes:)``.
  /// - Complexity: `buffers` x batch x sample values of memory, and for each worker about two pictures for each
  ///   transform that resizes, for the stream's life; afterwards nothing is allocated but an epoch's permutation.
  package init(
    _ split: DatasetSplit, batchSize: Int, dropLast: Bool = false, seed: UInt64 = 0, shuffle: Bool = true,
    firstEpoch: Int = 0, firstBatch: Int = 0, normalization: Normalization = .half,
    transforms: [Transform] = [], workers: Int = 1,
    buffers: Int = BatchStream.usualBuffers
  ) throws(DatasetError) {
    try Self.check("batch_size", batchSize, atLeast: 1)
    try Self.check("first epoch", firstEpoch, atLeast: 0)
    try Self.check("first batch", firstBatch, atLeast: 0)
    try Self.check("workers", workers, atLeast: 1, atMost: 256)
    try Self.check("buffers", buffers, atLeast: 2)
    guard !dropLast || batchSize <= split.count else {
      throw .badSetting(
        name: "batch_size", expected: "at most \(split.count), all samples, with drop_last",
        found: "\(batchSize)")
    }
    let writer = try SampleWriter(split, seed: seed, normalization: normalization, transforms: transforms)
    let size = min(batchSize, split.count)
    let perEpoch = BatchPlan.batchesPerEpoch(count: split.count, batchSize: size, dropLast: dropLast)
    shape = writer.shape
    self.batchSize = size
    batchesPerEpoch = perEpoch

    // Half of the positions that a random stream has: the other half is never used up.
    let latest = (1 << 55) / split.count
    let (epoch, overflow) = firstEpoch.addingReportingOverflow(firstBatch / perEpoch)
    guard !overflow && epoch <= latest else {
      throw .badSetting(
        name: "first epoch", expected: "with the first batch's epochs at most \(latest)",
        found: "\(firstEpoch) and \(firstBatch / perEpoch)")
    }

    var memory: [BatchBuffer] = []
    for _ in 0..<buffers { try memory.append(BatchBuffer(samples: size, shape: writer.shape)) }
    var scratches: [TransformScratch] = []
    for _ in 0..<workers { try scratches.append(writer.makeScratch()) }
    let plan = BatchPlan(
      count: split.count, batchSize: size, dropLast: dropLast, seed: seed, shuffle: shuffle, epoch: epoch,
      index: firstBatch % perEpoch, workers: workers)
    let ring = BatchRing(plan, writer: writer, buffers: memory)
    self.ring = ring
    wakes = scratches.map { scratch in
      // Class `utility`: the workers make their threads nicer, and Dispatch lends them to no other class.
      let queue = DispatchQueue(label: "bearing.batches", qos: .utility)
      let wake = DispatchSource.makeUserDataAddSource(queue: queue)
      wake.setEventHandler { ring.refill(scratch) }
      wake.activate()
      wake.add(data: 1)
      return wake
    }
  }

  deinit {
    // The workers would otherwise fill what is free before they let go of the ring.
    ring.stop()
    for wake in wakes { wake.cancel() }
  }

  /// Waits for the next batch, gives it to `body` and takes its buffer back.
  ///
  /// - Parameter body: may use the batch's memory until it returns, not later. It may call `withNext` for one batch
  ///   more, but not so deep that all buffers are in use at once: no further batch could be made.
  /// - Returns: what `body` returned, or nil, without a call of it, once the stream is stopped.
  /// - Throws: what `body` throws; the batch then counts as used.
  package func withNext<Value, Failure: Error>(
    _ body: (borrowing Batch) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    guard let (slot, label) = ring.take() else { return nil }
    defer {
      ring.release(slot)
      for wake in wakes { wake.add(data: 1) }
    }
    let buffer = ring.buffer(slot)
    let batch = Batch(
      epoch: label.epoch, index: label.index, isLast: label.isLast,
      pixels: UnsafeBufferPointer(start: buffer.pixels, count: label.size * shape.count),
      labels: UnsafeBufferPointer(start: buffer.labels, count: label.size))
    return try body(batch)
  }

  /// Ends the stream: who waits for a batch, and who asks for one from now on, gets nil. A batch in use stays valid
  /// to its end. May be called from any thread, and more than once.
  package func stop() { ring.stop() }

  private static func check(
    _ name: String, _ value: Int, atLeast least: Int, atMost most: Int = .max
  ) throws(DatasetError) {
    guard value >= least && value <= most else {
      let end = most == .max ? "" : " to \(most)"
      throw .badSetting(name: name, expected: "a whole number from \(least)\(end)", found: "\(value)")
    }
  }
}
