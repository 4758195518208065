import Datasets

/// Ready configs.
package struct Preset: Sendable {
  package var name: String
  /// What it reproduces and what it is judged against.
  package var summary: String
  package var config: JSONValue

  package static let all: [Preset] = [
    Preset(
      name: "fc5/mnist/fig2",
      summary:
        "The paper's Figure 2: alignment angles of dkp on a 5-layer network, MNIST, 18,000 iterations. "
        + "The paper prints neither the widths nor the feedback's learning rate; 1e-2 without a schedule shows "
        + "what its text says.",
      config: [
        "name": "figure 2, dkp", "experiment": "fig2-mnist", "dataset": "mnist", "network": "fc5",
        "method": "dkp",
        "epochs": 15, "trials": 5, "optimizer": forward,
        "feedback": ["optimizer": sgd(1e-2), "schedule": "constant"],
      ]),
    Preset(
      name: "fc5/mnist/fig2-dfa",
      summary: "Figure 2's other half: the same network with the fixed matrices of dfa.",
      config: [
        "name": "figure 2, dfa", "experiment": "fig2-mnist", "dataset": "mnist", "network": "fc5",
        "method": "dfa",
        "epochs": 15, "trials": 5, "optimizer": forward,
      ]),
    demo("dfa", "Demo: fixed direct feedback on Fashion-MNIST, 4 epochs."),
    demo("dkp", "Demo: learned direct feedback on Fashion-MNIST, 4 epochs."),
    demo("bp", "Demo: backpropagation on Fashion-MNIST, 4 epochs: the yardstick."),
  ]

  /// The demo that a first start queues, in this order.
  package static let demoNames = ["dfa", "dkp", "bp"].map { "fc5/fashion-mnist/demo-\($0)" }

  package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// Says that there is no preset of that name, and which one may have been meant.
  package static func unknown(_ name: String) -> String {
    let nearest = Spelling.nearest(to: name, in: all.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ";"
    return "there is no preset \"\(name)\"\(nearest) `bearing presets` and GET /api/v1/presets list them"
  }

  private static func demo(_ method: String, _ summary: String) -> Preset {
    Preset(
      name: "fc5/fashion-mnist/demo-\(method)", summary: summary,
      config: [
        "name": .string("demo: \(method)"), "experiment": "demo", "dataset": "fashion-mnist",
        "network": "fc5",
        "method": .string(method), "epochs": 4, "trials": 1, "optimizer": forward,
        "feedback": ["optimizer": sgd(1e-2), "schedule": "constant"],
      ])
  }

  /// The paper's small-network values.
  private static let forward: JSONValue = sgd(1e-2)

  private static func sgd(_ learningRate: Double) -> JSONValue {
    [
      "name": "sgd", "learning_rate": .number(learningRate), "momentum": 0.9, "nesterov": true,
      "weight_decay": 1e-6,
    ]
  }
}
