/// Guesses what a misspelt word was meant to be.
package enum Spelling {
  /// The one of `known` that is nearest to `word`, or nil if none is near: more than half of its letters would have
  /// to change. Upper and lower case count as the same; of equally near words the first wins.
  package static func nearest(to word: String, in known: [String]) -> String? {
    let letters = Array(word.lowercased())
    let ranked = known.map { (name: $0, distance: distance(letters, Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(best.name.count / 2, 1) ? best.name : nil
  }

  /// Letters to insert, delete or replace to get from `first` to `second` (Levenshtein's distance).
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
      }
    }
    return row[second.count]
  }
}
