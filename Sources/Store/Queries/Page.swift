/// One page of a list that is read newest first.
package struct Page<Item: Sendable>: Sendable {
  /// Items of a page unless asked otherwise, and at most.
  package static var defaultLimit: Int { 100 }
  package static var maximumLimit: Int { 1_000 }

  package var items: [Item]
  /// Where the next page begins: hand it back as `after`. Nil on the last page.
  package var next: String?

  /// Makes a page of rows of which one more than `limit` was fetched.
  init(_ rows: [Item], limit: Int, id: (Item) -> Int64) {
    items = Array(rows.prefix(limit))
    next = rows.count > limit ? items.last.map { String(id($0)) } : nil
  }

  static func limit(_ limit: Int) -> Int { min(max(limit, 1), maximumLimit) }

  /// The id that a cursor stands for; every row is after no cursor.
  ///
  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  static func before(_ cursor: String?) throws -> Int64 {
    guard let cursor else { return .max }
    guard cursor.utf8.count <= 18, cursor.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(cursor)
    else {
      throw StoreError.badCursor(cursor, expected: "the \"next\" of the page before")
    }
    return id
  }
}
