import Compute

/// Makes the batches of a run one after the other. Which samples a batch holds depends on the seed, the epoch and
/// the batch's number alone, so a run can be taken up anywhere.
struct BatchAssembler: Sendable {
  /// Which batch of the run a buffer holds.
  struct Label: Sendable {
    var epoch = 0
    var index = 0
    var size = 0
    var isLast = false
  }

  private let writer: SampleWriter
  private let count: Int
  private let batchSize: Int
  private let seed: UInt64
  private let shuffle: Bool
  private var epoch: Int
  private var index: Int
  /// The samples of `epoch` in their order; empty until needed, and always when not shuffling.
  private var order: [Int32] = []

  /// - Parameters:
  ///   - count: samples of the split, at least 1.
  ///   - batchSize: samples of a batch, from 1 to `count`.
  ///   - epoch: the first epoch, from 0.
  ///   - index: the first batch in it, from 0, within the epoch.
  init(
    writer: SampleWriter, count: Int, batchSize: Int, seed: UInt64, shuffle: Bool, epoch: Int, index: Int
  ) {
    self.writer = writer
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
    self.shuffle = shuffle
    self.epoch = epoch
    self.index = index
  }

  /// Fills `buffer` with the next batch.
  ///
  /// - Complexity: one pass over the batch, no allocation except an epoch's permutation at its start.
  mutating func fill(_ buffer: BatchBuffer) -> Label {
    if shuffle, order.isEmpty {
      var stream = RandomStream(
        seed: seed, purpose: .dataOrder, index: UInt32(truncatingIfNeeded: epoch))
      order = stream.permutation(count)
    }
    let start = index * batchSize
    let size = min(batchSize, count - start)
    for i in 0..<size {
      let sample = shuffle ? Int(order[start + i]) : start + i
      writer.write(sample, pixels: buffer.pixels + i * writer.shape.count, label: buffer.labels + i)
    }
    let label = Label(epoch: epoch, index: index, size: size, isLast: start + size == count)
    advance(after: label)
    return label
  }

  private mutating func advance(after label: Label) {
    guard label.isLast else {
      index += 1
      return
    }
    index = 0
    epoch += 1
    order = []
  }
}
