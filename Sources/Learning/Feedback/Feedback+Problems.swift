extension Feedback {
  /// What keeps a config from being used with a network, as the key it concerns and a sentence; nil if nothing does.
  package static func problem(
    with config: FeedbackConfig, kind: FeedbackKind, network: NetworkSpec
  ) -> (key: String, message: String, expected: String)? {
    let names = network.hidden.map(\.name)
    if let unknown = config.points?.first(where: { !names.contains($0) }) {
      return (
        "points", "there is no hidden block \"\(unknown)\" in this network",
        "some of \(names.joined(separator: ", "))"
      )
    }
    if let nonzeros = config.nonzeros {
      guard kind.isDirect else {
        return ("nonzeros", "only direct feedback can be sparse", "a direct method, or no \"nonzeros\"")
      }
      if nonzeros > network.classes {
        return (
          "nonzeros", "a unit has one entry for each of \(network.classes) classes",
          "at most \(network.classes)"
        )
      }
    }
    switch (config.initializer, kind) {
    case (.copyOfWeights, .direct), (.copyOfWeights, .signs):
      return (
        "init", "copy_of_weights needs feedback of the weights' shape", "another one, or method fa or kp"
      )
    case (.launayNormal, .serial), (.launayNormal, .signs):
      return ("init", "launay_normal is for direct feedback", "another one, or a direct method")
    default: return nil
    }
  }
}
