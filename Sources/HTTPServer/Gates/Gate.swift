/// Looks at the head of a request, before its body is read, and refuses what may not come in.
package protocol Gate: Sendable {
  /// Lets a request in, or says why not.
  ///
  /// - Parameter request: its body has not been read, and is empty here; see ``Request/announcesBody``.
  /// - Throws: the answer.
  func admit(_ request: Request) throws(Problem)
}
