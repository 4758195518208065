import Compute
import Testing

@Suite struct PhiloxTests {
  struct KnownAnswer: Sendable {
    let counter: Philox.Counter
    let key: Philox.Key
    let words: Philox.Counter
  }

  /// From `kat_vectors` of the Random123 distribution, lines "philox4x32 10".
  static let knownAnswers = [
    KnownAnswer(
      counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
    KnownAnswer(
      counter: [.max, .max, .max, .max], key: [.max, .max],
      words: [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
    KnownAnswer(
      counter: [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], key: [0xA409_3822, 0x299F_31D0],
      words: [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]),
  ]

  @Test(arguments: knownAnswers)
  func `blocks are those that its authors publish`(_ expected: KnownAnswer) {
    #expect(Philox.block(counter: expected.counter, key: expected.key) == expected.words)
  }
}
