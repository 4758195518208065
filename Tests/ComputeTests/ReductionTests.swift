import Compute
import Testing
import TestSupport

@Suite struct ReductionTests {
  @Test(arguments: [0, 1, 7, 8, 9, 31, 1000])
  func `products of two rows`(count: Int) {
    var random = SeededGenerator(seed: 1)
    let x = random.uniform(-1, 1, count: count).map { Float($0) }
    let y = random.uniform(-1, 1, count: count).map { Float($0) }
    let sums = Reduction.products(x, y, count: count)
    for (sum, one, other) in [(sums.xy, x, y), (sums.xx, x, x), (sums.yy, y, y)] {
      let expected = zip(one, other).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(sum - expected) <= 1e-13 * Double(count))
    }
  }

  @Test func `whole tensors, with the same bits for any number of threads`() throws {
    let device = try Device(threads: 2)
    let count = 300_001
    var random = SeededGenerator(seed: 2)
    let (x, y) = (try Tensor(shape: [count], on: device), try Tensor(shape: [count], on: device))
    let (xs, ys) = (random.uniform(-1, 1, count: count), random.uniform(-1, 1, count: count))
    try x.assign(xs.map { Float($0) }, on: device)
    try y.assign(ys.map { Float($0) }, on: device)
    let sums = Reduction.products(x, y, threads: 2)
    let expected = zip(xs, ys).reduce(0.0) { $0 + Double(Float($1.0)) * Double(Float($1.1)) }
    #expect(abs(sums.xy - expected) < 1e-8)
    #expect(Reduction.products(x, y, threads: 1) == sums)
  }
}
