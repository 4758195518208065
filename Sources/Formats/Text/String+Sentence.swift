extension String {
  /// With a capital letter and a full stop.
  package var sentence: String {
    let end = last.map { ".?!:'\"".contains($0) } == true ? "" : "."
    return prefix(1).uppercased() + dropFirst() + end
  }
}
