import Formats

/// Presets of the paper's large network: Table 2 and Figure 4.
extension Preset {
  static let alexnet =
    tableMethods.map {
      paper($0, dataset: "cifar100", "CIFAR-100", short: "cifar100", rate: 1e-2)
    }
    + tableMethods.map {
      paper($0, dataset: "tiny-imagenet", "Tiny-ImageNet", short: "tiny", rate: 5e-3)
    } + [author("dkp", "40.85"), author("dfa", "14.15, there with Kaiming B"), author("bp", "66.40")]

  /// - Parameter rate: the weights' learning rate of all methods but backpropagation, which takes 0.1. The paper names
  ///   those of BP, DFA and DKP; FA, KP and DRTP follow DFA, BP-FC-only follows BP (spec 1.7, row 15).
  private static func paper(
    _ method: String, dataset: String, _ column: String, short: String, rate: Double
  ) -> Preset {
    let target = PublishedTable.table2.row(method, on: dataset)?.test.text
    let weights = sgd(method.hasPrefix("bp") ? 0.1 : rate, decay: 1e-4)
    return Preset(
      name: name("alexnet/\(short)/paper", method),
      summary: "Table 2, \(column), row \(method.uppercased()): \(target ?? "") % test after 90 epochs,"
        + " 10 trials. Figure 4. Not a job for a CPU in full: set epochs and trials.",
      config: [
        "name": .string("table 2, \(method)"), "experiment": .string("table2-\(dataset)"),
        "dataset": .string(dataset), "network": "alexnet", "method": .string(method), "epochs": 90,
        "trials": 10, "batch_size": 256, "optimizer": weights,
        "feedback": [
          "optimizer": method == "kp" ? weights : adam(5e-4, decay: 1e-4), "schedule": "constant",
          "init": "kaiming_uniform", "injection": "block_output", "error_scale": "batch_mean",
        ],
      ])
  }

  /// The author's code at its last state: feedback of zeros for dkp, of next to nothing for dfa, batch norm behind the
  /// convolutions only, momentum without Nesterov's look ahead.
  private static func author(_ method: String, _ target: String) -> Preset {
    let initializer: JSONValue =
      method == "dfa" ? ["name": "uniform", "low": 0, "high": 1e-6] : .string("zeros")
    return Preset(
      name: name("alexnet/cifar100/author", method),
      summary: "The author's code on CIFAR-100: \(target) % test after 90 epochs, 1 trial (README history).",
      config: [
        "name": .string("author, \(method)"), "experiment": "author-cifar100", "dataset": "cifar100",
        "network": ["name": "alexnet", "fc_norm": false], "method": .string(method), "epochs": 90,
        "trials": 1, "batch_size": 256, "optimizer": sgd(0.1, decay: 1e-4, nesterov: false),
        "feedback": [
          "optimizer": adam(1e-2, decay: 1e-4), "schedule": "constant", "init": initializer,
          "injection": "block_output",
        ],
      ])
  }

  static let alexnetLite = ["cifar10", "cifar100"].flatMap { dataset in
    ["dkp", "dfa", "bp"].map { lite($0, dataset: dataset) }
  }

  private static func lite(_ method: String, dataset: String) -> Preset {
    Preset(
      name: name("alexnet-lite/\(dataset)", method),
      summary:
        "AlexNet's channels on 32x32 pictures of \(dataset), 20 epochs: for orderings only, not comparable"
        + " with the paper's Table 2.",
      config: [
        "name": .string("alexnet-lite, \(method)"), "experiment": .string("alexnet-lite-\(dataset)"),
        "dataset": .string(dataset), "network": "alexnet-32", "method": .string(method), "epochs": 20,
        "trials": 3, "batch_size": 128, "optimizer": sgd(1e-2, decay: 1e-4),
        "feedback": ["optimizer": adam(5e-4, decay: 1e-4), "injection": "block_output"],
        "transforms": [
          "train": [["name": "random_crop", "size": 32, "padding": 4], "horizontal_flip"], "test": [],
        ],
      ])
  }
}
