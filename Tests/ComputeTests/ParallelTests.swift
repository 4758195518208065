import Compute
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 7, 64, 65, 1000], [1, 2, 3, 8])
  func `every element is visited once, whatever the number of threads`(count: Int, threads: Int) {
    let visits = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(count, 1))
    defer { visits.deallocate() }
    visits.initialize(repeating: 0)
    Parallel.forEachRange(of: count, grain: 16, threads: threads) { range in
      #expect(range.lowerBound % 16 == 0)
      for index in range { visits[index] += 1 }
    }
    #expect(visits.prefix(count).allSatisfy { $0 == 1 })
  }

  @Test func `a count of one grain stays on the calling thread`() {
    var ranges: [Range<Int>] = []
    Parallel.forEachRange(of: 16, grain: 16, threads: 8) { ranges.append($0) }
    #expect(ranges == [0..<16])
  }
}
