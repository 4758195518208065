import Testing
import TestSupport

@Suite struct SeededGeneratorTests {
  @Test func `the published first numbers of seed 1234567`() {
    // <https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64>
    var random = SeededGenerator(seed: 1_234_567)
    let numbers = (0..<3).map { _ in random.next() }
    #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test func `uniform numbers and labels fill their range`() throws {
    var random = SeededGenerator(seed: 3)
    let numbers = random.uniform(-2, 6, count: 10_000)
    let (low, high) = (try #require(numbers.min()), try #require(numbers.max()))
    #expect(low >= -2 && low < -1.98 && high < 6 && high > 5.98)
    // The mean's standard deviation is 8 / sqrt(12 * 10,000) = 0.023.
    #expect(abs(numbers.reduce(0, +) / 10_000 - 2) < 0.12)
    #expect(Set(random.labels(below: 3, count: 100)) == [0, 1, 2])
  }
}
