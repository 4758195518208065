import Formats
import Testing

@Suite struct DoubleTimeTests {
  @Test(
    arguments: [
      (0.0, "0 s"), (-3, "0 s"), (8.4, "8 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"),
      (3599.4, "59 min 59 s"),
      (3599.6, "1 h 0 min"), (7800, "2 h 10 min"), (3.6e6, "1000 h 0 min"), (.infinity, "unknown"),
      (.nan, "unknown"), (1e300, "unknown"),
    ])
  func `seconds are said in the parts that say something`(seconds: Double, words: String) {
    #expect(seconds.timeWords == words)
  }
}
