import Formats

/// Presets of the paper's small networks: Table 1 and Figures 2 and 3, and the demo.
extension Preset {
  /// The author's README, 4 trials, with other settings than the paper's.
  private static let authorResults = ["dkp": "67.52 ± 0.2", "dfa": "61.02 ± 0.6", "bp": "70.47 ± 0.4"]

  static let small =
    tableMethods.map { paper($0, dataset: "cifar10", "CIFAR-10") }
    + tableMethods.map { paper($0, dataset: "fashion-mnist", "FMNIST") }
    + ["dkp", "dfa", "bp"].map(author)

  private static func paper(_ method: String, dataset: String, _ column: String) -> Preset {
    let target = PublishedTable.table1.row(method, on: dataset)?.test.text
    var config: JSONValue = [
      "name": .string("table 1, \(method)"), "experiment": .string("table1-\(dataset)"),
      "dataset": .string(dataset), "network": "conv2", "method": .string(method), "epochs": 50, "trials": 10,
      "batch_size": 50,
      // The paper prints no rate of its own for DRTP. With the others' 1e-2 its logits blow up (spec, section 7): its signal
      // never becomes smaller, and with ReLU nothing else holds the weights back. On Fashion-MNIST 5e-4 is ahead for a few
      // epochs and then goes up and down between 86.5 and 89.9 %; 2e-4 comes to 89.9 % in 50 epochs, the paper to 89.58.
      // 1e-2 is right for tanh units with the signal behind the pooling: 90.1 % (docs/reproduction.md).
      "optimizer": sgd(method == "drtp" ? 2e-4 : 1e-2),
      "feedback": [
        "optimizer": sgd(1e-4), "schedule": ["name": "exponential", "gamma": 0.85],
        "init": "kaiming_uniform", "injection": "post_activation", "error_scale": "batch_mean",
      ],
    ]
    if method == "kp" {
      // The paper does not say; with the weights' own settings its eq. 11 is exact (spec 1.7, row 31).
      config = config.overlaid(with: ["feedback": ["optimizer": sgd(1e-2), "schedule": "constant"]])
    }
    return Preset(
      name: name("small/\(column.lowercased().replacing("-", with: ""))/paper", method),
      summary: "Table 1, \(column), row \(method.uppercased()): \(target ?? "") % test after 50 epochs,"
        + " 10 trials. Figure 3."
        + (method == "drtp"
          ? " The rate is ours: with 1e-2 its loss grows without bound, with 5e-4 it is unsteady (`bearing reproduce drtp-sweep`)."
          : ""),
      config: config)
  }

  private static func author(_ method: String) -> Preset {
    Preset(
      name: name("small/cifar10/author", method),
      summary:
        "The author's code on CIFAR-10: \(authorResults[method] ?? "") % test after 50 epochs, 4 trials"
        + " (README history; not Table 1).",
      config: [
        "name": .string("author, \(method)"), "experiment": "author-cifar10", "dataset": "cifar10",
        "network": ["name": "conv2", "fc_norm": false], "method": .string(method), "epochs": 50, "trials": 4,
        "batch_size": 50, "optimizer": sgd(5e-4),
        "feedback": [
          "optimizer": adam(1e-4, decay: 1e-6), "schedule": ["name": "exponential", "gamma": 0.8],
        ],
      ])
  }

  static let figure2 = [
    fig2(
      "dkp",
      "The paper's Figure 2: alignment angles of dkp on a 5-layer network, MNIST, 18,000 iterations. The paper prints"
        + " neither the widths nor the feedback's learning rate; 3e-3 without a schedule is what its text is true of"
        + " with the paper's initial scale (`bearing reproduce fig2-sweep`)."
    ),
    fig2("dfa", "Figure 2's other half: the same network with the fixed matrices of dfa."),
  ]

  private static func fig2(_ method: String, _ summary: String) -> Preset {
    // Of five rates from 1e-4 to 3e-2, with and without a schedule, on 128, 512 and 1000 units: at 1e-2 and above the second
    // layer ends worse aligned than with dfa, at 1e-4 nothing is gained that a seed would show.
    let learned: JSONValue = ["feedback": ["optimizer": sgd(3e-3), "schedule": "constant"]]
    let config: JSONValue = [
      "name": .string("figure 2, \(method)"), "experiment": "fig2-mnist", "dataset": "mnist",
      "network": "fc5", "method": .string(method), "epochs": 15, "trials": 5, "optimizer": sgd(1e-2),
    ]
    return Preset(
      name: name("fc5/mnist/fig2", method), summary: summary,
      config: method == "dkp" ? config.overlaid(with: learned) : config)
  }

  static let demos = [
    demo("dfa", "Demo: fixed direct feedback on Fashion-MNIST, 4 epochs."),
    demo("dkp", "Demo: learned direct feedback on Fashion-MNIST, 4 epochs."),
    demo("bp", "Demo: backpropagation on Fashion-MNIST, 4 epochs: the yardstick."),
  ]

  private static func demo(_ method: String, _ summary: String) -> Preset {
    Preset(
      name: "fc5/fashion-mnist/demo-\(method)", summary: summary,
      config: [
        "name": .string("demo: \(method)"), "experiment": "demo", "dataset": "fashion-mnist",
        "network": "fc5", "method": .string(method), "epochs": 4, "trials": 1, "optimizer": sgd(1e-2),
        "feedback": ["optimizer": sgd(1e-2), "schedule": "constant"],
      ])
  }
}
