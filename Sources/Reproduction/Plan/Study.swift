import Formats
import Training

/// What can be reproduced: a figure or a table of the paper, or a search for a setting that the paper does not print.
package enum Study: String, Sendable, CaseIterable {
  case fig2, fig3, fig4, table1, table2
  /// Which settings of the feedback show what Figure 2's text says.
  case fig2Sweep = "fig2-sweep"
  /// Which settings let DRTP reach Table 1's accuracy.
  case drtpSweep = "drtp-sweep"

  package var title: String {
    switch self {
    case .fig2: "Figure 2: alignment angles of a five-layer network"
    case .fig3: "Figure 3: learning curves of the small network"
    case .fig4: "Figure 4: learning curves of AlexNet"
    case .table1: "Table 1: accuracies of the small network"
    case .table2: "Table 2: accuracies of AlexNet"
    case .fig2Sweep: "Figure 2's settings: which show what the text says"
    case .drtpSweep: "DRTP's settings: which reach Table 1's accuracy"
    }
  }

  /// What the report is about, in a sentence for who has not read the paper.
  package var summary: String {
    switch self {
    case .fig2:
      "The angle between what a layer's feedback matrix makes of its activations and the network's output, at every"
        + " iteration. The paper says: learned feedback (dkp) is better aligned than fixed feedback (dfa) at every layer"
        + " but the first, and layers nearer to the output are better aligned than earlier ones. It prints no angles."
    case .fig3, .fig4:
      "Accuracy on the test and the training set after every epoch, the mean over the trials with a band of one standard"
        + " deviation. The paper prints curves and no numbers; its table's numbers are those at the end."
    case .table1, .table2:
      "Accuracy after the last epoch, the mean over the trials and their sample standard deviation, beside what the paper"
        + " prints."
    case .fig2Sweep:
      "The paper prints neither the width of Figure 2's layers nor the learning rate, the schedule and the initial scale"
        + " of its feedback. Each setting is one seed of dkp beside dfa with the same width and the same seed."
    case .drtpSweep:
      "The paper prints no learning rate of its own for DRTP, and with that of the other methods its loss grows without"
        + " bound. Each setting is one seed."
    }
  }

  /// Those that the paper has, the usual one first; any other may be asked for.
  package var datasets: [String] {
    switch self {
    case .fig2, .fig2Sweep: ["mnist", "fashion-mnist"]
    case .fig3: ["cifar10", "fashion-mnist"]
    case .table1, .drtpSweep: ["fashion-mnist", "cifar10"]
    case .fig4, .table2: ["cifar100", "tiny-imagenet"]
    }
  }

  /// Those that are compared, in the order of the report.
  package var methods: [String] {
    switch self {
    case .fig2, .fig2Sweep: ["dfa", "dkp"]
    case .drtpSweep: ["drtp"]
    case .fig3, .fig4, .table1, .table2: ["bp-fc-only", "bp", "kp", "fa", "drtp", "dfa", "dkp"]
    }
  }

  /// The table that prints numbers for it, if one does.
  package var table: PublishedTable? {
    switch self {
    case .fig3, .table1: .table1
    case .fig4, .table2: .table2
    case .fig2, .fig2Sweep, .drtpSweep: nil
    }
  }

  /// The config that the paper gives a method: its preset, on the dataset that is asked for.
  ///
  /// - Parameter dataset: where the paper has no such column, the usual one's config is taken, and the experiment is named
  ///   after this one.
  func config(_ method: String, on dataset: String) -> JSONValue? {
    let standard = datasets[0]
    let own = Preset.all.first { preset in
      prefixes.contains { preset.name.hasPrefix($0) } && preset.config["method"]?.string == method
        && preset.config["dataset"]?.string == dataset
    }
    if let own { return own.config }
    guard dataset != standard, let config = config(method, on: standard) else { return nil }
    let experiment = (config["experiment"]?.string ?? rawValue).replacing(standard, with: dataset)
    return config.changed(by: ["dataset": .string(dataset), "experiment": .string(experiment)])
  }

  /// In what a method's config is not the paper's; nil where it is, as far as the paper prints it.
  func remark(on method: String) -> String? {
    switch (self, method) {
    case (.table1, "drtp"), (.fig3, "drtp"):
      "drtp: the learning rate is ours, since the paper prints none for it, and with that of the others its loss grows without bound."
    case (.table1, "kp"), (.fig3, "kp"):
      "kp: the feedback's optimizer is the weights' own, since the paper prints none for it."
    case (.table2, "fa"), (.table2, "kp"), (.table2, "drtp"), (.fig4, "fa"), (.fig4, "kp"), (.fig4, "drtp"):
      "\(method): the learning rate is that of dfa, since the paper prints none for it."
    default: nil
    }
  }

  /// What the names of its presets begin with.
  private var prefixes: [String] {
    switch self {
    case .fig2, .fig2Sweep: ["fc5/mnist/fig2"]
    case .fig3, .table1, .drtpSweep: ["small/cifar10/paper", "small/fmnist/paper"]
    case .fig4, .table2: ["alexnet/cifar100/paper", "alexnet/tiny/paper"]
    }
  }
}
