/// A point that was stored, or got another value, at a step that its series had reached before.
struct SeriesChange: Equatable {
  /// Rises with each change of any series, in the order of the commits.
  var number: Int
  var step: Int
}
