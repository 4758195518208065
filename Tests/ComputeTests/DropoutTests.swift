import Compute
import Testing
import TestSupport

@Suite struct DropoutTests {
  private func masks(
    _ rate: Double, count: Int, steps: ClosedRange<Int>, threads: Int = 2, seed: UInt64 = 1,
    index: UInt32 = 0
  ) throws -> [[Float]] {
    let device = try Device(threads: threads)
    let dropout = try Dropout(
      rate: rate, layout: Layout([count]),
      stream: RandomStream(seed: seed, purpose: .dropout, index: index), on: device)
    return steps.map {
      dropout.draw(step: $0)
      return Array(dropout.mask.elements.prefix(count))
    }
  }

  @Test(arguments: [0, 0.1, 0.5, 0.9])
  func `the part that is dropped is the rate, and the rest is scaled up`(rate: Double) throws {
    let count = 200_001
    let mask = try masks(rate, count: count, steps: 1...1)[0]
    let dropped = Double(mask.count { $0 == 0 }) / Double(count)
    #expect(abs(dropped - rate) < 5 * (rate * (1 - rate) / Double(count)).squareRoot() + 1e-9)
    #expect(Set(mask.filter { $0 != 0 }) == [1 / (1 - Float(rate))])
  }

  @Test func `every step, layer and seed has a mask of its own, whatever the number of threads`() throws {
    let first = try masks(0.5, count: 40_003, steps: 1...3)
    #expect(Set(first).count == 3)
    #expect(try masks(0.5, count: 40_003, steps: 1...3, threads: 1) == first)
    #expect(try masks(0.5, count: 40_003, steps: 3...3) == [first[2]])
    #expect(try masks(0.5, count: 40_003, steps: 1...3, index: 1) != first)
    #expect(try masks(0.5, count: 40_003, steps: 1...3, seed: 2) != first)
  }

  @Test func `masks of two steps are independent`() throws {
    let masks = try masks(0.5, count: 100_000, steps: 1...2)
    let both = zip(masks[0], masks[1]).count { $0 == 0 && $1 == 0 }
    // A quarter, with a standard deviation of √(3/16/100000).
    #expect(abs(Double(both) / 100_000 - 0.25) < 5 * 0.00137)
  }

  @Test func `forward and backward multiply by the mask`() throws {
    let device = try Device(threads: 2)
    let dropout = try Dropout(
      rate: 0.5, layout: Layout([5]), stream: RandomStream(seed: 1, purpose: .dropout), on: device)
    try dropout.mask.assign([0, 2, 0, 2, 2], on: device)
    dropout.draws = false
    dropout.draw(step: 7)
    let (x, y) = (try Tensor(shape: [5], on: device), try Tensor(shape: [5], on: device))
    try x.assign([1, 2, 3, -4, 0.5], on: device)
    try dropout.apply(to: x, into: y).run()
    #expect(try y.values(on: device) == [0, 4, 0, -8, 1])
  }
}
