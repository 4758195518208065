import Formats
import Learning

extension LearningRules {
  /// Declares the key `method`: a rule's name, or an object with the name and what the rule declares as its options.
  static func read(_ config: ConfigReader) -> (name: String, options: RuleOptions) {
    config.nameFirst("method", of: names, "the learning rule, alone or with options") { name, options in
      options.summary = named(name)?.summary
      return (name, named(name).map { RuleOptions.read(options, of: $0) } ?? RuleOptions())
    }
  }
}

extension RuleOptions {
  /// Declares the keys that a rule asks for.
  static func read(_ config: ConfigReader, of rule: any LearningRule.Type) -> RuleOptions {
    var options = RuleOptions()
    for option in rule.options {
      let (key, summary) = (option.key, option.summary)
      options[option] =
        switch option.kind {
        case .number(let standard, let range, let over):
          .number(config.number(key, standard: standard, in: range, over: over, summary))
        case .integer(let standard, let range):
          .integer(config.integer(key, standard: standard, in: range, summary))
        case .flag(let standard): .flag(config.flag(key, standard: standard, summary))
        case .choice(let standard, let names):
          .choice(config.choice(key, of: names, standard: standard, summary))
        }
    }
    return options
  }
}
