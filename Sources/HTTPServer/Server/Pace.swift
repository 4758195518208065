/// How long a request's handler may take, which decides on whose threads it runs: slow ones wait for each other, and
/// for nobody else.
package enum Pace: Sendable, Hashable, CaseIterable {
  /// It never blocks: it runs right on the connection's thread.
  case immediate
  /// It looks something up.
  case reading
  /// It changes something, and may wait for its turn.
  case writing
  /// It brings much to be stored.
  case bulk
  /// It may read everything there is. Of these one client may only have so many at a time.
  case slow
}
