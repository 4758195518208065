/// What keeps a feedback config from being used with a network.
package struct FeedbackProblem: Sendable, Equatable {
  /// The key of `feedback` that it concerns.
  package let key: String
  package let message: String
  package let expected: String

  package init(_ key: String, _ message: String, expected: String) {
    self.key = key
    self.message = message
    self.expected = expected
  }
}

extension FeedbackConfig {
  /// What no path can do.
  func commonProblem(in network: NetworkSpec) -> FeedbackProblem? {
    let names = network.hidden.map(\.name)
    guard let unknown = points?.first(where: { !names.contains($0) }) else { return nil }
    return FeedbackProblem(
      "points", "there is no hidden block \"\(unknown)\" in this network",
      expected: "some of \(names.joined(separator: ", "))")
  }

  /// Of paths that cannot be sparse.
  var sparsityProblem: FeedbackProblem? {
    nonzeros == nil
      ? nil
      : FeedbackProblem(
        "nonzeros", "only direct feedback can be sparse", expected: "a direct method, or no \"nonzeros\"")
  }

  /// Of paths whose matrices do not have the weights' shape, or have the weights' signs anyway.
  var copyProblem: FeedbackProblem? {
    initializer != .copyOfWeights
      ? nil
      : FeedbackProblem(
        "init", "copy_of_weights needs feedback of the weights' shape",
        expected: "another one, or method fa or kp")
  }

  /// Of paths whose matrices do not come from the output.
  var launayProblem: FeedbackProblem? {
    initializer != .launayNormal
      ? nil
      : FeedbackProblem(
        "init", "launay_normal is for direct feedback", expected: "another one, or a direct method")
  }
}
