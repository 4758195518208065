import Formats
import Testing

@Suite struct DoubleWordsTests {
  @Test func `a NaN has no sign, and any other number is itself`() {
    #expect((-Double.nan).words == "NaN" && Double.nan.words == "NaN")
    #expect((-Double.infinity).words == "-inf" && Double.infinity.words == "inf")
    #expect(0.1.words == "0.1" && (-2.5e-8).words == "-2.5e-08")
  }
}
