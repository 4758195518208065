import Testing
import Tracking

struct JobSelectionTests {
  private func readings(_ text: String) -> [String]? {
    JobSelection.Tag(text)?.readings.map { "\($0.key)|\($0.value)" }
  }

  @Test func `a tag with several colons may be parted at each of them`() {
    #expect(readings("who:me") == ["who|me"])
    #expect(readings("a:b:c") == ["a|b:c", "a:b|c"])
    #expect(readings("a::b") == ["a|:b", "a:|b"])
    #expect(readings("a:") == ["a|"])
    #expect(readings("who") == nil)
    // A colon with an accent is one character to Swift, and two to whoever stored it.
    #expect(readings("a:\u{301}b") == ["a|\u{301}b"])
  }

  @Test func `a key that is longer than a key can be is none`() {
    let key = String(repeating: "k", count: 250)
    #expect(readings("\(key):v") == ["\(key)|v"])
    #expect(readings("\(key)k:v") == [])
    // However many colons there are, few of them can be meant.
    #expect(readings(String(repeating: ":", count: 8_000))?.count == 251)
  }
}
