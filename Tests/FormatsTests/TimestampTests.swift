import Formats
import Testing

struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_700_000_000.123, "2023-11-14T22:13:20.123Z"),
    (951_782_399.999, "2000-02-28T23:59:59.999Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
    (4_102_444_799.5, "2099-12-31T23:59:59.500Z"), (-0.25, "1969-12-31T23:59:59.750Z"),
  ])
  func `a time is written as people read it, and read back to the millisecond`(seconds: Double, text: String)
  {
    #expect(Timestamp.text(seconds) == text)
    #expect(Timestamp.seconds(text) == seconds)
  }

  @Test func `fractions are rounded to the nearest millisecond, across a second's end too`() {
    #expect(Timestamp.text(1.0006) == "1970-01-01T00:00:01.001Z")
    #expect(Timestamp.text(1.9996) == "1970-01-01T00:00:02.000Z")
  }

  @Test(arguments: [
    "", "2023-11-14", "2023-11-14T22:13:20Z", "2023-11-14 22:13:20.123Z", "2023-11-14T22:13:2x.123Z",
  ])
  func `any other text is no time`(text: String) {
    #expect(Timestamp.seconds(text) == nil)
  }
}
