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

  /// Letters to insert, delete or replace, or neighbours to swap, to get from `first` to `second`: the four ways of
  /// mistyping a word (Damerau's distance, restricted to swaps of letters that are not touched again).
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var rows = [Array(0...second.count)]
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        var best = min(rows[i][j] + (first[i] == second[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }
}
