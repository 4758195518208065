import Datasets
import Formats

/// Ready configs.
package struct Preset: Sendable {
  package var name: String
  /// What it reproduces and what it is judged against.
  package var summary: String
  package var config: JSONValue

  package static let all = figure2 + small + alexnet + alexnetLite + others + demos

  /// The demo that a first start queues, in this order.
  package static let demoNames = ["dfa", "dkp", "bp"].map { "fc5/fashion-mnist/demo-\($0)" }

  package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// Says that there is no preset of that name, and which one may have been meant.
  package static func unknown(_ name: String) -> String {
    let nearest = Spelling.nearest(to: name, in: all.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ";"
    return "there is no preset \"\(name)\"\(nearest) `bearing presets` and GET /api/v1/presets list them"
  }

  // MARK: Parts

  /// The rows of the paper's tables, its own method first.
  static let tableMethods = ["dkp", "dfa", "drtp", "fa", "kp", "bp", "bp-fc-only"]

  /// A preset's name, with the method behind it unless it is the paper's own.
  static func name(_ base: String, _ method: String) -> String {
    method == "dkp" ? base : "\(base)-\(method)"
  }

  /// Stochastic gradient descent with momentum 0.9.
  static func sgd(_ learningRate: Double, decay: Double = 1e-6, nesterov: Bool = true) -> JSONValue {
    [
      "name": "sgd", "learning_rate": .number(learningRate), "momentum": 0.9, "nesterov": .bool(nesterov),
      "weight_decay": .number(decay),
    ]
  }

  static func adam(_ learningRate: Double, decay: Double) -> JSONValue {
    ["name": "adam", "learning_rate": .number(learningRate), "weight_decay": .number(decay)]
  }
}
