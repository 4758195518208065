import Foundation

/// Where the bytes of a `.part` come from, kept beside it, so that only the same file is ever continued.
struct PartOrigin: Codable, Equatable {
  var url: String
  /// The server's strong entity tag or, without one, the time it says the file was last changed.
  var validator: String?
  /// Bytes of the whole file, if the server said.
  var total: Int?

  /// Its own place beside a `.part`.
  static func path(of part: String) -> String { part + ".origin" }

  /// What was noted for a `.part`; nil if nothing was, or nothing that can be read.
  static func read(of part: String) -> PartOrigin? {
    guard let data = FileManager.default.contents(atPath: path(of: part)) else { return nil }
    return try? JSONDecoder().decode(PartOrigin.self, from: data)
  }

  /// Best effort: without it the next try starts from the beginning.
  func write(of part: String) {
    guard let data = try? JSONEncoder().encode(self) else { return }
    try? data.write(to: URL(filePath: Self.path(of: part)), options: .atomic)
  }

  static func remove(of part: String) { unlink(path(of: part)) }
}

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
