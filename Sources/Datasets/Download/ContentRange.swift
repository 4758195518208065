/// The value of a Content-Range header: `bytes 200-999/1000`, with a star for a length that is not known.
struct ContentRange: Equatable {
  let first: Int
  let last: Int
  let total: Int?

  /// Nil unless `text` is such a value and makes sense.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), 0 <= first, first <= last else {
      return nil
    }
    if parts[1] == "*" {
      total = nil
    } else {
      guard let number = Int(parts[1]), number > last else { return nil }
      total = number
    }
    (self.first, self.last) = (first, last)
  }
}
