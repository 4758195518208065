import Store
import Testing

struct PointCursorTests {
  @Test(arguments: [
    ("0", PointCursor.start), ("1200", .step(1200)), ("-5", .step(-5)),
    ("7_3", .positions([.init(series: 3...3, step: 7)])),
    ("0_3.-12_4-9", .positions([.init(series: 3...3, step: 0), .init(series: 4...9, step: -12)])),
    (
      "5000_12-17_20.1200_18-19",
      .positions([
        .init(series: 12...17, step: 5000), .init(series: 18...19, step: 1200),
        .init(series: 20...20, step: 5000),
      ])
    ),
    ("c31.7_3", .positions([.init(series: 3...3, step: 7)], change: 31)),
  ])
  func `text and cursor say the same`(text: String, cursor: PointCursor) throws {
    #expect(try PointCursor(text) == cursor)
    #expect(cursor.text == text)
  }

  @Test func `exact steps go through the text and back, whatever they are`() throws {
    var random = SplitMix(state: 3)
    for _ in 0..<200 {
      var steps: [Int64: Int] = [:]
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        steps[Int64.random(in: 1...60, using: &random)] = [.min, -70, 0, 1, 1200, 50_000].randomElement(
          using: &random)
      }
      let change = Int.random(in: 0...3, using: &random)
      let cursor = try PointCursor(PointCursor(steps, change: change).text)
      #expect(cursor.change == (cursor == .start ? nil : change))
      for series in Int64(0)...61 { #expect(cursor.step(of: series) == steps[series] ?? .min) }
    }
  }

  @Test func `the text is short and needs no escaping in a URL`() {
    let cursor = PointCursor(Dictionary(uniqueKeysWithValues: (1...250).map { (Int64($0), 50_000) }))
    #expect(cursor.text == "50000_1-250")
    let mixed = PointCursor([1: 5, 2: 6, 3: 5, 4: 6]).text
    #expect(mixed == "5_1_3.6_2_4")
    #expect(PointCursor([:]).text == "0")
    #expect(PointCursor([1: 5], change: 9).text == "c9.5_1")
    #expect(mixed.utf8.allSatisfy { "0123456789._-".utf8.contains($0) })
  }

  @Test(arguments: [
    "", "x", "-", "--1", "-x", "+1", "-9999999999999999999", "1.5", "1e3", "5_", "_5", "5_1-", "5_-1",
    "5_2-1", "5_1-2-3",
    "5_1..6_2", ".5_1",
    "5_1.", "-5_", "5_-1-2", "5_1.-_2",
    "c", "c5", "c5.", "c0.5_1", "c.5_1", "5_1.c5", "c5_1", "c5.c6.5_1", "c-1.5_1", "c5.7",
    "5_1-3.6_2", "5_1_1", "5_ 1", "٣", "9999999999999999999", "5_9999999999999999999",
  ])
  func `any other text is an error that says what is accepted`(text: String) {
    let error = #expect(throws: StoreError.self) { try PointCursor(text) }
    #expect(
      error?.description == """
        cannot read the cursor "\(text)": expected a step such as 1200, or the "next" of an earlier answer such as \
        5000_12-17.1200_18-24
        """)
  }

  @Test func `a range of any width costs nothing, and long nonsense is not repeated at length`() throws {
    let wide = try PointCursor("5_1-999999999999999999")
    #expect(wide.step(of: 123_456_789) == 5)
    let error = #expect(throws: StoreError.self) { try PointCursor(String(repeating: "z", count: 100_000)) }
    #expect((error?.description.count ?? 0) < 250)
  }
}
