import GRDB
import Tracking

/// Where a page of rows begins: behind a job, and the value that it was sorted by.
///
///     17          17.n          17.r3fb999999999999a          17.t666332
///
/// Every text of this form can be read, so that one of another order is no mistake, only of no use.
struct ListingCursor: Equatable {
  let id: Int64
  /// nil where jobs are sorted by their ids alone.
  let value: Value?

  enum Value: Equatable {
    case null
    case number(Double)
    case text(String)
  }

  /// What a cursor looks like, as a regular expression.
  static let pattern = "^[1-9][0-9]{0,17}(\\.(n|r[0-9a-f]{16}|t([0-9a-f]{2})*))?$"

  /// - Parameter key: the value that the job was sorted by; nil where it was by ids.
  init(id: Int64, key: DatabaseValue?) {
    self.id = id
    value =
      switch key?.storage {
      case nil: nil
      case .int64(let number): .number(Double(number))
      case .double(let number): .number(number)
      case .string(let text): .text(text)
      case .null, .blob: .null
      }
  }

  /// The same among jobs that are sorted by their ids alone.
  var withoutValue: ListingCursor { ListingCursor(id: id, key: nil) }

  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  init(_ text: String) throws {
    let wrong = StoreError.badCursor(text, expected: "the \"next\" of the page before")
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].utf8.count <= 18, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
      let id = Int64(parts[0]), id > 0
    else { throw wrong }
    self.id = id
    guard parts.count > 1 else {
      value = nil
      return
    }
    let digits = parts[1].dropFirst()
    switch parts[1].first {
    case "n" where digits.isEmpty: value = .null
    case "r":
      guard digits.utf8.count == 16, let bits = UInt64(digits, radix: 16) else { throw wrong }
      let number = Double(bitPattern: bits)
      value = number.isNaN ? .null : .number(number)
    case "t":
      let bytes = Array(digits.utf8)
      guard bytes.count.isMultiple(of: 2) else { throw wrong }
      let pairs = stride(from: 0, to: bytes.count, by: 2).map { bytes[$0..<($0 + 2)] }
      let read = pairs.compactMap { UInt8(String(decoding: $0, as: UTF8.self), radix: 16) }
      guard read.count == pairs.count else { throw wrong }
      value = .text(String(decoding: read, as: UTF8.self))
    default: throw wrong
    }
  }

  var text: String {
    switch value {
    case nil: "\(id)"
    case .null: "\(id).n"
    case .number(let number): "\(id).r" + Self.hex(number.bitPattern, digits: 16)
    case .text(let text): "\(id).t" + text.utf8.map { Self.hex(UInt64($0), digits: 2) }.joined()
    }
  }

  private static func hex(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }

  /// What is behind it, as a condition over columns `id` and `k`.
  ///
  /// - Parameter isDescending: whether jobs go down from here; those without a value are the last ones either way.
  func condition(isDescending: Bool) -> (sql: String, arguments: StatementArguments) {
    let sign = isDescending ? "<" : ">"
    return switch value {
    case nil: ("id \(sign) ?", [id])
    case .null: ("k IS NULL AND id \(sign) ?", [id])
    case .number(let number): ("(k \(sign) ? OR k = ? AND id \(sign) ? OR k IS NULL)", [number, number, id])
    case .text(let text): ("(k \(sign) ? OR k = ? AND id \(sign) ? OR k IS NULL)", [text, text, id])
    }
  }
}
