import Formats

extension Study {
  /// Whether it is a search over settings.
  var isSweep: Bool { self == .fig2Sweep || self == .drtpSweep }

  /// What is trained of a method: its preset, or each setting of a search.
  func settings(of method: String) -> [Setting] {
    switch self {
    case .fig2, .fig3, .fig4, .table1, .table2: [.preset]
    case .fig2Sweep: Setting.grid(method == "dfa" ? [Self.widths] : [Self.widths] + Self.feedback)
    case .drtpSweep: Setting.grid(Self.targetProjection) + Self.frenkel
    }
  }

  private static let widths = Axis(
    "width", [128, 512, 1000].map { ("\($0)", ["network.width": .integer($0)]) })

  /// What the paper does not print of Figure 2's feedback.
  private static let feedback = [
    Axis("rate", "feedback.optimizer.learning_rate", [1e-4, 1e-3, 3e-3, 1e-2, 3e-2]),
    Axis(
      "schedule",
      [
        ("none", ["feedback.schedule": "constant"]),
        ("0.85", ["feedback.schedule": ["name": "exponential", "gamma": 0.85]]),
      ]),
    // The author's code at its last state begins dkp's feedback with zeros (spec 1.4).
    Axis("init", [("kaiming", ["feedback.init": "kaiming_uniform"]), ("zeros", ["feedback.init": "zeros"])]),
  ]

  /// What may keep DRTP's hidden layers from growing without bound. Its signal is the target and never becomes smaller, so
  /// that only the rate, the size of the error and what follows a layer decide how far the weights go.
  private static let targetProjection = [
    Axis("rate", "optimizer.learning_rate", [2e-4, 5e-4, 1e-3, 1e-2]),
    Axis(
      "error",
      [("mean", ["feedback.error_scale": "batch_mean"]), ("sum", ["feedback.error_scale": "batch_sum"])]),
    Axis(
      "injection",
      [
        ("activation", ["feedback.injection": "post_activation"]),
        ("output", ["feedback.injection": "block_output"]),
      ]),
    Axis("units", [("relu", [:]), ("tanh", ["network": conv2(of: "tanh")])]),
  ]

  /// As Frenkel et al. train their network: tanh units, sigmoid outputs, the targets without the 1/N.
  private static let frenkel = Setting.grid([
    Axis("rate", "optimizer.learning_rate", [1e-4, 5e-4]),
    Axis("error", [("sum", ["feedback.error_scale": "batch_sum"])]),
    Axis("injection", [("activation", ["feedback.injection": "post_activation"])]),
    Axis(
      "units", [("tanh, sigmoid outputs", ["network": conv2(of: "tanh"), "loss": "binary_cross_entropy"])]),
  ])

  /// `conv2` with other units than ReLU.
  private static func conv2(of units: JSONValue) -> JSONValue {
    [
      "name": "blocks",
      "blocks": [
        [
          "layer": ["name": "conv", "outputs": 32, "kernel": 3, "padding": 1], "then": ["batch_norm", units],
        ],
        [
          "layer": ["name": "conv", "outputs": 32, "kernel": 3, "padding": 1],
          "then": ["batch_norm", units, ["name": "max_pool", "kernel": 2, "stride": 2]],
        ],
        ["layer": ["name": "linear", "outputs": 128], "then": ["batch_norm", units]],
        ["layer": ["name": "linear", "outputs": 10]],
      ],
    ]
  }

  /// Epochs of a run of a search: enough to tell the settings apart; nil for the paper's.
  var usualEpochs: Int? { self == .drtpSweep ? 3 : nil }
}
