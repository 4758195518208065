extension String {
  /// This text, or its beginning with an ellipsis, in code points: what limits of configs are counted in. No character is cut
  /// in two.
  ///
  /// - Parameter limit: at least 1.
  package func shortened(to limit: Int) -> String {
    guard unicodeScalars.count > limit else { return self }
    var text = ""
    var room = limit - 1
    for character in self {
      room -= character.unicodeScalars.count
      guard room >= 0 else { break }
      text.append(character)
    }
    return text + "…"
  }
}
