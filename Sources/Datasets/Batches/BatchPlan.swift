import Compute

/// Says which samples make the batches of a run, one batch after the other. It depends on the seed, the epoch and the
/// batch's number alone, so a run can be taken up anywhere.
struct BatchPlan: Sendable {
  /// Which batch of the run it is.
  struct Label: Sendable {
    var epoch = 0
    var index = 0
    var size = 0
    var isLast = false
  }

  /// Some samples of one batch: what a worker does in one go.
  struct Part: Sendable {
    /// The buffer that the batch goes to.
    let slot: Int
    /// The samples' places in the batch.
    let places: Range<Int>
    /// The place of the batch's first sample in its epoch.
    let start: Int
    /// The position of the epoch's first sample in the run.
    let epochStart: UInt64
    /// The samples of the epoch in their order; empty when not shuffling.
    let order: [Int32]

    /// The number in the split of the sample at this place of the batch.
    func sample(at place: Int) -> Int { order.isEmpty ? start + place : Int(order[start + place]) }

    /// The position in the run of the sample at this place of the batch.
    func position(at place: Int) -> UInt64 { epochStart + UInt64(start + place) }
  }

  private let count: Int
  private let batchSize: Int
  /// Batches of an epoch.
  private let perEpoch: Int
  private let seed: UInt64
  private let shuffle: Bool
  /// Samples of a part.
  private let partSize: Int
  private var epoch: Int
  private var index: Int
  /// The samples of `epoch` in their order; empty until needed, and always when not shuffling.
  private var order: [Int32] = []
  /// The buffer of the batch in hand, and how many samples of it are given out.
  private var slot = 0
  private var given = 0

  /// - Parameters:
  ///   - count: samples of the split, at least 1.
  ///   - batchSize: samples of a batch, from 1 to `count`.
  ///   - dropLast: whether an epoch's last batch is left out when it is smaller than the others.
  ///   - epoch: the first epoch, from 0.
  ///   - index: the first batch in it, from 0, within the epoch.
  ///   - workers: how many share a batch, at least 1.
  init(
    count: Int, batchSize: Int, dropLast: Bool, seed: UInt64, shuffle: Bool, epoch: Int, index: Int,
    workers: Int
  ) {
    self.count = count
    self.batchSize = batchSize
    perEpoch = Self.batchesPerEpoch(count: count, batchSize: batchSize, dropLast: dropLast)
    self.seed = seed
    self.shuffle = shuffle
    self.epoch = epoch
    self.index = index
    // Several parts each, so that nobody waits long for one who was held up.
    partSize = workers == 1 ? batchSize : (batchSize + 4 * workers - 1) / (4 * workers)
  }

  /// - Parameters: as in ``init(count:batchSize:dropLast:seed:shuffle:epoch:index:workers:)``.
  /// - Returns: 0 when the only batch would be left out.
  static func batchesPerEpoch(count: Int, batchSize: Int, dropLast: Bool) -> Int {
    count / batchSize + (dropLast || count.isMultiple(of: batchSize) ? 0 : 1)
  }

  /// The batch in hand.
  var label: Label {
    let size = min(batchSize, count - index * batchSize)
    return Label(epoch: epoch, index: index, size: size, isLast: index == perEpoch - 1)
  }

  /// Whether no part of the batch in hand is given out yet.
  var isAtStart: Bool { given == 0 }

  /// Gives the batch in hand a buffer, before its first part.
  ///
  /// - Complexity: no allocation except an epoch's permutation at its start.
  mutating func begin(in slot: Int) {
    self.slot = slot
    guard shuffle, order.isEmpty else { return }
    var stream = RandomStream(seed: seed, purpose: .dataOrder, index: UInt32(truncatingIfNeeded: epoch))
    order = stream.permutation(count)
  }

  /// The next part of the batch in hand. After its last part, the next batch is in hand.
  mutating func nextPart() -> Part {
    let label = label
    let places = given..<min(given + partSize, label.size)
    let part = Part(
      slot: slot, places: places, start: index * batchSize, epochStart: UInt64(epoch) * UInt64(count),
      order: order)
    given = places.upperBound
    if given == label.size { advance(after: label) }
    return part
  }

  private mutating func advance(after label: Label) {
    given = 0
    guard label.isLast else {
      index += 1
      return
    }
    index = 0
    epoch += 1
    order = []
  }
}
