import Compute
import Testing

@Suite struct RandomStreamTests {
  /// Streams that must have nothing to do with each other: every purpose, several indices.
  private static func streams(seed: UInt64) -> [RandomStream] {
    let indices: [UInt32] = [0, 1, 2, 255, .max]
    return RandomStream.Purpose.allCases.flatMap { purpose in
      indices.map { RandomStream(seed: seed, purpose: purpose, index: $0) }
    }
  }

  private static func draws(_ stream: RandomStream, _ count: Int) -> [UInt32] {
    var stream = stream
    return (0..<count).map { _ in stream.next32() }
  }

  private static func uniforms(_ stream: RandomStream, _ count: Int) -> [Double] {
    var stream = stream
    return (0..<count).map { _ in Double(stream.uniform()) }
  }

  @Test func `the first words are Philox blocks, named by seed, purpose and index`() {
    let drawn = Self.draws(
      RandomStream(seed: 0x0123_4567_89AB_CDEF, purpose: .feedbackWeights, index: 7), 8)
    let blocks = [0, 1].map { number in
      Philox.block(counter: [number, 0, 7, 3], key: [0x89AB_CDEF, 0x0123_4567])
    }
    #expect(drawn == blocks.flatMap { [$0[0], $0[1], $0[2], $0[3]] })
  }

  @Test func `a position below 2^32 is an index; its upper bits share the purpose's word`() {
    #expect(RandomStream.Purpose.allCases.allSatisfy { $0.rawValue < 255 })
    for index: UInt32 in [0, 1, 77, .max] {
      let byPosition = RandomStream(seed: 3, purpose: .augmentation, position: UInt64(index))
      #expect(byPosition == RandomStream(seed: 3, purpose: .augmentation, index: index))
    }
    let drawn = Self.draws(
      RandomStream(seed: 0x0123_4567_89AB_CDEF, purpose: .augmentation, position: 0x00AB_CDEF_0000_0007), 4)
    let block = Philox.block(counter: [0, 0, 7, 0xABCD_EF05], key: [0x89AB_CDEF, 0x0123_4567])
    #expect(drawn == [block[0], block[1], block[2], block[3]])
  }

  @Test func `streams of other positions share no words, whichever bit differs`() {
    let positions: [UInt64] = [0] + (0..<56).map { 1 << $0 } + [1 << 56 - 1]
    let all = positions.map { Self.draws(RandomStream(seed: 42, purpose: .augmentation, position: $0), 400) }
    #expect(Set(all.map { $0.prefix(2) }).count == all.count)
    // 23,200 words of 32 bits: chance makes about 0.06 pairs equal, so a dozen would be a shared stretch.
    #expect(Set(all.joined()).count > all.count * 400 - 12)
  }

  @Test func `a purpose may be named; its byte is no other's, and names are told apart`() {
    let stream = RandomStream(seed: 0x0123_4567_89AB_CDEF, purposeNamed: "a-rule/noise", index: 7)
    let word = RandomStream.word(ofPurposeNamed: "a-rule/noise")
    // FNV-1a of the name is 0x4DF43700: a published result depends on it.
    #expect(word == 0xF437_4DFF)
    let block = Philox.block(counter: [0, 0, 7, word], key: [0x89AB_CDEF, 0x0123_4567])
    #expect(Self.draws(stream, 4) == [block[0], block[1], block[2], block[3]])
    let words = (0..<200).map { RandomStream.word(ofPurposeNamed: "rule-\($0)/noise") }
    #expect(Set(words).count == words.count && words.allSatisfy { $0 & 0xFF == 255 })
  }

  @Test func `normal numbers by their place are those that the row's stream begins with`() {
    let stream = RandomStream(seed: 5, purpose: .feedbackMagnitudes, index: 3)
    for row: UInt32 in [0, 9] {
      var inOrder = stream.atRow(row)
      for column: UInt32 in 0..<5 {
        let (first, second) = (inOrder.normalPair(), inOrder.normalPair())
        #expect(stream.normals(row: row, column: column) == [first.0, first.1, second.0, second.1])
      }
    }
  }

  @Test(arguments: RandomStream.Purpose.allCases)
  func `1,000 seeds give 1,000 first draws, for every purpose`(_ purpose: RandomStream.Purpose) {
    let first = (0..<1000).map { (seed: Int) -> UInt64 in
      var stream = RandomStream(seed: UInt64(seed), purpose: purpose)
      return stream.next()
    }
    #expect(Set(first).count == 1000)
  }

  @Test func `all 64 bits of a seed count`() {
    let seeds: [UInt64] = [0] + (0..<64).map { UInt64(1) << $0 }
    let first = seeds.map { Self.draws(RandomStream(seed: $0, purpose: .dataOrder), 4) }
    #expect(Set(first).count == 65)
  }

  @Test func `streams of other purposes and indices share no words`() {
    let all = Self.streams(seed: 42).map { Self.draws($0, 1000) }
    #expect(Set(all.map { $0.prefix(2) }).count == all.count)
    // 25,000 words of 32 bits: chance makes about 0.07 pairs equal, so a dozen would be a shared stretch.
    #expect(Set(all.joined()).count > all.count * 1000 - 12)
  }

  @Test func `streams are not correlated`() {
    let count = 4096
    let all = Self.streams(seed: 42).map { Self.uniforms($0, count).map { $0 - 0.5 } }
    var worst = 0.0
    for i in all.indices {
      for j in 0..<i {
        let products = zip(all[i], all[j]).map { $0 * $1 }
        worst = max(worst, abs(products.reduce(0, +)) * 12 / Double(count))
      }
    }
    // 300 pairs, standard deviation 1/64 each: five of them.
    #expect(worst < 5 / 64.0)
  }

  @Test func `drawing more from one stream moves no other`() {
    var weights = RandomStream(seed: 7, purpose: .forwardWeights)
    var feedback = RandomStream(seed: 7, purpose: .feedbackWeights)
    _ = Self.draws(weights, 3)
    for _ in 0..<999 { _ = weights.next32() }
    let after = (0..<16).map { _ in feedback.next32() }
    #expect(after == Self.draws(RandomStream(seed: 7, purpose: .feedbackWeights), 16))
  }

  @Test func `a copy goes its own way; the same arguments give the same words`() {
    var one = RandomStream(seed: 9, purpose: .dropout, index: 3)
    _ = one.next32()
    let copy = one
    let ahead = Self.draws(copy, 9)
    #expect(one == copy)
    let behind = (0..<9).map { _ in one.next32() }
    #expect(behind == ahead)
    #expect(one != copy)
    #expect(Self.draws(RandomStream(seed: 9, purpose: .dropout, index: 3), 10).suffix(9) == ahead[...])
  }

  @Test func `uniform() is even on [0, 1)`() {
    let values = Self.uniforms(RandomStream(seed: 3, purpose: .forwardWeights), 50_000)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    // Five standard errors: 5 sqrt(1/12 / n) and 5 sqrt(1/180 / n).
    #expect(abs(mean - 0.5) < 0.0065)
    #expect(abs(variance - 1 / 12.0) < 0.0017)
    #expect((values.min() ?? 1) < 0.001 && (values.max() ?? 0) > 0.999)
  }

  @Test func `uniform(low, high) stays within its bounds and fills them`() {
    var stream = RandomStream(seed: 3, purpose: .forwardWeights)
    let values = (0..<5000).map { _ in stream.uniform(-0.25, 0.75) }
    #expect(values.allSatisfy { $0 >= -0.25 && $0 < 0.75 })
    #expect((values.min() ?? 0) < -0.24 && (values.max() ?? 0) > 0.74)
  }

  @Test(arguments: [1, 2, 3, 5, 6, 7, 10, 16])
  func `below() gives every number as often`(_ bound: Int) {
    var stream = RandomStream(seed: 11, purpose: .dataOrder)
    var seen = [Int](repeating: 0, count: bound)
    let draws = 2000 * bound
    for _ in 0..<draws {
      let value = stream.below(bound)
      guard seen.indices.contains(value) else {
        Issue.record("\(value) is not below \(bound)")
        return
      }
      seen[value] += 1
    }
    let chiSquare = seen.reduce(0.0) { $0 + Double(($1 - 2000) * ($1 - 2000)) / 2000 }
    // Mean k and variance 2k for k degrees of freedom; five standard deviations, which a bias of 5 % breaks.
    let freedom = Double(bound - 1)
    #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
  }

  @Test func `below() has no bias where a remainder would have a large one`() {
    // 3 x 2^30: without rejection, every third number would be drawn twice as often.
    var stream = RandomStream(seed: 12, purpose: .dataOrder)
    let draws = 12_000
    let third = (0..<draws).filter { _ in stream.below(3 << 30) % 3 == 0 }.count
    #expect(abs(third - draws / 3) < 260)
  }

  @Test(arguments: [0, 1, 2, 3, 10, 1000])
  func `a permutation has every number once`(_ count: Int) {
    var stream = RandomStream(seed: 5, purpose: .dataOrder)
    let sorted = stream.permutation(count).sorted()
    #expect(sorted == Array(0..<Int32(count)))
  }

  @Test func `all permutations of three come equally often`() {
    var seen: [[Int32]: Int] = [:]
    for epoch in 0..<6000 {
      var stream = RandomStream(seed: 6, purpose: .dataOrder, index: UInt32(epoch))
      seen[stream.permutation(3), default: 0] += 1
    }
    #expect(seen.count == 6)
    // Standard deviation sqrt(6000 x 1/6 x 5/6) = 29; five of them.
    #expect(seen.values.allSatisfy { abs($0 - 1000) < 145 })
  }
}

/// Numbers whose place in a stream is known, and normal ones.
@Suite struct RandomStreamPlaceTests {
  private let stream = RandomStream(seed: 7, purpose: .dropout, index: 3)

  @Test func `row 0 is the stream itself, and others begin where they say`() {
    var start = stream
    let words = (0..<8).map { _ in start.next32() }
    for column in 0..<2 {
      let block = stream.block(row: 0, column: UInt32(column))
      #expect((0..<4).map { block[$0] } == Array(words[column * 4..<column * 4 + 4]))
    }
    var row = stream.atRow(9)
    let block = stream.block(row: 9, column: 0)
    #expect((0..<4).map { _ in row.next32() } == (0..<4).map { block[$0] })
    #expect(block != stream.block(row: 8, column: 0))
  }

  @Test func `normal numbers have mean 0, variance 1 and the right tails`() {
    var stream = stream
    let numbers = (0..<50_000).flatMap { _ in
      let pair = stream.normalPair()
      return [Double(pair.0), Double(pair.1)]
    }
    let mean = numbers.reduce(0, +) / 1e5
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 1e5
    #expect(abs(mean) < 5 / 316.0)
    #expect(abs(variance - 1) < 5 * (2 / 1e5).squareRoot())
    // 4.55 % lie beyond two standard deviations.
    #expect(abs(Double(numbers.count { abs($0) > 2 }) / 1e5 - 0.0455) < 0.0033)
    // The two of a pair do not know of each other.
    let product = stride(from: 0, to: 100_000, by: 2).reduce(0.0) { $0 + numbers[$1] * numbers[$1 + 1] }
    #expect(abs(product / 5e4) < 5 / 223.0)
  }
}
