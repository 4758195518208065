/// The methods that a config can name.
package enum LearningRules {
  package static let all: [any LearningRule.Type] = [
    Backpropagation.self,
    DirectFeedbackAlignment.self,
    DirectKolenPollack.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  package static func named(_ name: String) -> (any LearningRule.Type)? { all.first { $0.name == name } }
}
