import Formats

/// One combination of what a search goes over, as changes to a config.
package struct Setting: Sendable {
  /// A value of one axis.
  package struct Choice: Sendable, Hashable {
    /// `width`.
    package let axis: String
    /// `512`.
    package let value: String

    package var text: String { "\(axis)=\(value)" }
  }

  package let choices: [Choice]
  /// By path with dots.
  let changes: [String: JSONValue]
  /// nil for the preset's.
  var trials: Int?

  /// As the preset says.
  static let preset = Setting(choices: [], changes: [:])

  /// Every combination, in which the last axis changes fastest.
  static func grid(_ axes: [Axis], trials: Int = 1) -> [Setting] {
    axes.reduce([Setting(choices: [], changes: [:], trials: trials)]) { settings, axis in
      settings.flatMap { setting in
        axis.values.map { value in
          Setting(
            choices: setting.choices + [Choice(axis: axis.name, value: value.text)],
            changes: setting.changes.merging(value.changes) { $1 }, trials: trials)
        }
      }
    }
  }
}

/// What a search goes over: a few values under a name.
struct Axis: Sendable {
  struct Value: Sendable {
    let text: String
    let changes: [String: JSONValue]
  }

  let name: String
  let values: [Value]

  init(_ name: String, _ values: [(String, [String: JSONValue])]) {
    self.name = name
    self.values = values.map { Value(text: $0.0, changes: $0.1) }
  }

  /// Numbers of one key.
  init(_ name: String, _ key: String, _ numbers: [Double]) {
    self.init(name, numbers.map { (JSONValue.number($0).canonicalText, [key: .number($0)]) })
  }
}
