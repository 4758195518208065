import Glibc

/// A seeded stream of random numbers for one purpose.
///
/// Streams of different purposes, of different seeds or of different indices share nothing: changing how many
/// numbers one of them draws does not move another. That is what makes "the same weights with another feedback
/// matrix" a question that can be asked.
package struct RandomStream: RandomNumberGenerator, Sendable, Equatable {
  /// What a stream is drawn for. The raw value is part of every result ever published: never change one.
  /// It stays below 255, because a long position shares its word and 255 leads the purposes that are named.
  package enum Purpose: UInt32, Sendable, CaseIterable {
    /// The permutation of an epoch; the index is the epoch.
    case dataOrder = 1
    /// Initial forward weights and biases; the index is the block.
    case forwardWeights = 2
    /// Initial feedback matrices; the index is the block.
    case feedbackWeights = 3
    /// Dropout masks; the index is the block.
    case dropout = 4
    /// Random crops and flips; the index is the sample's position in the run.
    case augmentation = 5
    /// Feedback magnitudes drawn anew for each batch; the index is the block.
    case feedbackMagnitudes = 6
    /// Which entries of a sparse feedback matrix are not zero; the index is the block.
    case feedbackSparsity = 7
  }

  /// In the lowest byte of a named purpose's word.
  private static let namedPurpose: UInt32 = 255

  private let key: Philox.Key
  private var counter: Philox.Counter
  private var words: Philox.Counter = .zero
  /// Words of `words` not yet handed out.
  private var left = 0

  /// A stream that depends on all three arguments and on nothing else.
  ///
  /// - Parameters:
  ///   - seed: a run's seed; all 64 bits count.
  ///   - purpose: what the numbers are for.
  ///   - index: which one of that purpose: a block, an epoch, a sample.
  package init(seed: UInt64, purpose: Purpose, index: UInt32 = 0) {
    key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    // The two high words name the stream, the two low ones count its blocks: 2^64 blocks before two could meet.
    counter = [0, 0, index, purpose.rawValue]
  }

  /// A stream for one of more than 2^32, such as a sample's position in a run. Streams of two positions have 2^64
  /// blocks each before they could meet.
  ///
  /// - Parameters:
  ///   - seed: a run's seed; all 64 bits count.
  ///   - purpose: what the numbers are for.
  ///   - position: which one of that purpose, below 2^56; below 2^32 this is the stream of that `index`.
  /// - Precondition: `position` < 2^56.
  package init(seed: UInt64, purpose: Purpose, position: UInt64) {
    precondition(position < 1 << 56, "a random stream needs a position below 2^56, got \(position)")
    self.init(seed: seed, purpose: purpose, index: UInt32(truncatingIfNeeded: position))
    // A purpose takes the lowest byte of its word; a position's upper bits have the other three.
    counter[3] |= UInt32(position >> 32) << 8
  }

  /// A stream for a purpose that is not in ``Purpose``, such as a learning rule's own. It meets none of those that are,
  /// and another name's only where ``word(ofPurposeNamed:)`` is the same: one of 2^24.
  ///
  /// - Parameters:
  ///   - seed: a run's seed; all 64 bits count.
  ///   - name: what the numbers are for: `weight-mirror/noise`. It is part of every result: never change one.
  ///   - index: which one of that purpose.
  package init(seed: UInt64, purposeNamed name: String, index: UInt32 = 0) {
    key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    counter = [0, 0, index, Self.word(ofPurposeNamed: name)]
  }

  /// What stands in a purpose's place: 24 bits of the name's FNV-1a sum, and a byte that no ``Purpose`` has.
  package static func word(ofPurposeNamed name: String) -> UInt32 {
    let sum = name.utf8.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return (sum ^ sum >> 24) << 8 | namedPurpose
  }

  /// Four words from a place in this stream, without moving it: for numbers whose place is known, which several
  /// threads can then draw at the same time.
  ///
  /// - Parameters:
  ///   - row: for example a step; rows do not overlap.
  ///   - column: number of the block of four words in its row.
  package func block(row: UInt32, column: UInt32) -> SIMD4<UInt32> {
    Philox.block(counter: [column, row, counter[2], counter[3]], key: key)
  }

  /// The stream that begins at a row: see ``block(row:column:)``.
  package func atRow(_ row: UInt32) -> RandomStream {
    var stream = self
    stream.counter = [0, row, counter[2], counter[3]]
    stream.left = 0
    return stream
  }

  package mutating func next32() -> UInt32 {
    if left == 0 {
      words = Philox.block(counter: counter, key: key)
      counter[0] &+= 1
      if counter[0] == 0 { counter[1] &+= 1 }
      left = 4
    }
    left -= 1
    return words[3 - left]
  }

  package mutating func next() -> UInt64 {
    let low = UInt64(next32())
    return low | UInt64(next32()) << 32
  }

  /// A float from [0, 1), a multiple of 2^-24.
  package mutating func uniform() -> Float { Self.uniform(next32()) }

  static func uniform(_ word: UInt32) -> Float { Float(word >> 8) * 0x1p-24 }

  /// A float from [low, high).
  package mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  /// An integer from 0..<bound without bias.
  ///
  /// Written out rather than taken from the standard library, whose way of drawing may change with a release and
  /// would then change every data order.
  ///
  /// - Precondition: 0 < `bound` < 2^32.
  /// - Source: Lemire, "Fast random integer generation in an interval", arXiv:1805.10941, algorithm 5.
  package mutating func below(_ bound: Int) -> Int {
    precondition(
      bound > 0 && bound <= Int(UInt32.max), "a random integer needs a bound in 1..<2^32, got \(bound)")
    let size = UInt32(bound)
    var product = UInt64(next32()) * UInt64(size)
    if UInt32(truncatingIfNeeded: product) < size {
      let threshold = (0 &- size) % size
      while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(next32()) * UInt64(size) }
    }
    return Int(product >> 32)
  }

  /// The numbers 0..<count in random order (Fisher-Yates).
  package mutating func permutation(_ count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
    return order
  }
}

extension RandomStream {
  /// Four independent numbers from the standard normal distribution, made of ``block(row:column:)``: for numbers whose
  /// place is known, which several threads can then draw at the same time.
  package func normals(row: UInt32, column: UInt32) -> SIMD4<Float> {
    let words = block(row: row, column: column)
    let (first, second) = (Self.normalPair(words[0], words[1]), Self.normalPair(words[2], words[3]))
    return [first.0, first.1, second.0, second.1]
  }

  /// Two independent numbers from the standard normal distribution.
  ///
  /// - Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
  package mutating func normalPair() -> (Float, Float) {
    let word = next32()
    return Self.normalPair(word, next32())
  }

  private static func normalPair(_ first: UInt32, _ second: UInt32) -> (Float, Float) {
    // From (0, 1], so that the logarithm is finite.
    let radius = (-2 * log(1 - Double(uniform(first)))).squareRoot()
    let turn = 2 * Double.pi * Double(uniform(second))
    return (Float(radius * cos(turn)), Float(radius * sin(turn)))
  }
}
