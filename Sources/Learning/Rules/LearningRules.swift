/// The methods that a config can name.
package enum LearningRules {
  package static let all: [any LearningRule.Type] = [
    Backpropagation.self,
    BackpropagationFCOnly.self,
    FeedbackAlignment.self,
    KolenPollack.self,
    DirectFeedbackAlignment.self,
    DirectKolenPollack.self,
    DirectRandomTargetProjection.self,
    SignDirectFeedbackAlignment.self,
    UniformSignFeedback.self,
    FixedRandomSignFeedback.self,
    BatchRandomSignFeedback.self,
    Shallow.self,
    WeightMirror.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  package static func named(_ name: String) -> (any LearningRule.Type)? { all.first { $0.name == name } }
}
